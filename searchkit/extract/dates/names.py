"""The words that dates are written with: months, weekdays, zones, and what may stand around a date."""

import unicodedata
from collections.abc import Iterable


def fold(text: str) -> str:
    """Lower case without accents, so that FÉVRIER, Février and fevrier are one."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


# A line for January to December, by groups of languages. Not here: `listopad`, which is November in Polish and October
# in Croatian, and names of which another language's letters make another month.
_MONTHS_BY_LANGUAGE = (
    # English, German, French, Spanish, Italian, Portuguese, Dutch, Russian
    """
    january jan januar jänner jän janvier janv enero ene gennaio gen janeiro januari январь января янв
    february feb februar feber février févr fév febrero febbraio febb fevereiro fev februari февраль февраля фев февр
    march mar märz mär mrz mars marzo março maart mrt март марта мар
    april apr avril avr abril abr aprile апрель апреля апр
    may mai mayo maggio mag maio mei май мая
    june jun juni juin junio giugno giu junho июнь июня июн
    july jul juli juillet juil julio luglio lug julho июль июля июл
    august aug août agosto ago augustus август августа авг
    september sept sep septembre septiembre setiembre settembre sett set setembro сентябрь сентября сен сент
    october oct oktober okt octobre octubre ottobre ott outubro out октябрь октября окт
    november nov novembre noviembre novembro ноябрь ноября ноя нояб
    december dec dezember dez décembre déc diciembre dic dicembre dezembro декабрь декабря дек
    """,
    # Danish, Norwegian, Swedish, Finnish, Estonian, Lithuanian, Latvian, Indonesian, Catalan, Romanian, Hungarian
    """
    tammikuu tammikuuta jaanuar sausio janvāris janvārī gener ianuarie január
    helmikuu helmikuuta veebruar vasario februāris februārī febrer februarie február
    marts maaliskuu maaliskuuta märts kovo martā maret març martie március
    huhtikuu huhtikuuta aprill balandžio aprīlis aprīlī aprilie április
    maj toukokuu toukokuuta gegužės maijs maijā maig május
    kesäkuu kesäkuuta juuni birželio jūnijs jūnijā juny iunie június
    heinäkuu heinäkuuta juuli liepos jūlijs jūlijā juliol iulie július
    augusti elokuu elokuuta rugpjūčio augusts augustā agustus agost augusztus
    syyskuu syyskuuta rugsėjo septembris septembrī setembre septembrie szeptember
    lokakuu lokakuuta oktoober spalio oktobris oktobrī octombrie október
    marraskuu marraskuuta lapkričio novembris novembrī noiembrie
    desember joulukuu joulukuuta detsember gruodžio decembris decembrī desembre decembrie
    """,
    # Polish, Czech, Slovak, Slovene, Croatian, Serbian, Turkish
    """
    styczeń stycznia leden ledna januára januarja siječanj siječnja januara ocak
    luty lutego únor února februára februarja veljača veljače februara şubat
    marzec marca březen března marec ožujak ožujka mart marta
    kwiecień kwietnia duben dubna apríl apríla travanj travnja nisan
    maja květen května máj mája svibanj svibnja mayıs mayis
    czerwiec czerwca červen června jún júna junij junija lipanj lipnja haziran
    lipiec lipca červenec července júl júla julij julija srpanj srpnja temmuz
    sierpień sierpnia srpen srpna augusta avgust avgusta kolovoz kolovoza ağustos
    wrzesień września září septembra rujan rujna septembar eylül
    październik października říjen října oktobra októbra oktobar ekim
    listopadu novembra studeni studenoga novembar kasım kasim
    grudzień grudnia prosinec prosince decembra prosinac prosinca decembar aralık aralik
    """,
    # Greek, Ukrainian, Bulgarian, Serbian in Cyrillic, Arabic, Persian, Hebrew
    """
    ιανουάριος ιανουαρίου січень січня януари јануар јануара يناير ژانویه ינואר בינואר
    φεβρουάριος φεβρουαρίου лютий лютого февруари фебруар фебруара فبراير فوریه פברואר בפברואר
    μάρτιος μαρτίου березень березня مارس מרץ במרץ
    απρίλιος απριλίου квітень квітня април априла أبريل آوریل אפריל באפריל
    μάιος μαΐου травень травня мај маја مايو مه מאי במאי
    ιούνιος ιουνίου червень червня юни јун јуна يونيو ژوئن יוני ביוני
    ιούλιος ιουλίου липень липня юли јул јула يوليو ژوئیه יולי ביולי
    αύγουστος αυγούστου серпень серпня أغسطس اوت אוגוסט באוגוסט
    σεπτέμβριος σεπτεμβρίου вересень вересня септември септембар септембра سبتمبر سپتامبر ספטמבר בספטמבר
    οκτώβριος οκτωβρίου жовтень жовтня октомври октобар октобра أكتوبر اکتبر אוקטובר באוקטובר
    νοέμβριος νοεμβρίου листопад листопада ноември новембар новембра نوفمبر نوامبر נובמבר בנובמבר
    δεκέμβριος δεκεμβρίου грудень грудня декември децембар децембра ديسمبر دسامبر דצמבר בדצמבר
    """,
)


def _numbered(tables: Iterable[str]) -> dict[str, int]:
    return {
        fold(name): month
        for table in tables
        for month, line in enumerate(table.strip().split("\n"), 1)
        for name in line.split()
    }


MONTHS = _numbered(_MONTHS_BY_LANGUAGE)
"""The number of each month by its folded name."""

MONTHS_IN_PATHS = _numbered(_MONTHS_BY_LANGUAGE[:1])
"""Those by which people name folders; the others have names that are also those of persons (Maja, Marta)."""

WEEKDAYS = frozenset(
    fold("""monday mon tuesday tue tues wednesday wed thursday thu thur thurs friday fri saturday sat sunday sun
        montag mo dienstag di mittwoch mi donnerstag do freitag fr samstag sonnabend sa sonntag so
        lundi lun mardi mar mercredi mer jeudi jeu vendredi ven samedi sam dimanche dim
        lunes martes miércoles mié jueves jue viernes vie sábado sáb domingo dom
        lunedì martedì mercoledì giovedì gio venerdì sabato sab domenica
        segunda terça ter quarta qua quinta qui sexta sex feira seg
        maandag ma dinsdag woensdag wo wo donderdag vrijdag vr zaterdag za zondag zo
        понедельник пн вторник вт среда ср четверг чт пятница пт суббота сб воскресенье вс
        mandag måndag tirsdag tisdag onsdag torsdag fredag lørdag lördag søndag söndag
        maanantai tiistai keskiviikko torstai perjantai lauantai sunnuntai
        poniedziałek wtorek środa czwartek piątek sobota niedziela
        pondělí úterý středa čtvrtek pátek neděle pondelok utorok streda štvrtok piatok nedeľa
        pazartesi salı sali çarşamba perşembe cuma cumartesi pazar
        hétfő kedd szerda csütörtök péntek szombat vasárnap
        luni marți marţi miercuri joi vineri sâmbătă duminică
        dilluns dimarts dimecres dijous divendres dissabte diumenge
        senin selasa rabu kamis jumat sabtu minggu
        δευτέρα τρίτη τετάρτη πέμπτη παρασκευή σάββατο κυριακή
        понеділок вівторок середа четвер субота неділя
        الاثنين الثلاثاء الأربعاء الخميس الجمعة السبت الأحد""").split()
)

AROUND = frozenset(
    fold("""published posted updated modified created printed issued last first originally date dated on at the of
        th st nd rd by time
        veröffentlicht aktualisiert erschienen stand datum am vom den der um uhr
        publié publiée mis mise à jour le du modifié er heures
        publicado publicada actualizado actualizada fecha el del de las a
        pubblicato pubblicata aggiornato data il alle ore o
        atualizado em às gepubliceerd bijgewerkt geplaatst op
        опубликовано обновлено дата г год года в
        publicerad uppdaterad publiceret opdateret publisert oppdatert kl julkaistu päivitetty klo
        opublikowano aktualizacja dnia r р publikováno aktualizováno dne
        közzétéve frissítve publicat actualizat yayınlanma güncelleme tarihi ngày
        опубліковано оновлено року публикувано
        δημοσιεύθηκε στις""").split()
)
"""Words that may stand around a date without changing it."""

ZONES = {
    "z": 0, "ut": 0, "utc": 0, "gmt": 0, "wet": 0, "bst": 60, "west": 60, "cet": 60, "mez": 60, "cest": 120,
    "mesz": 120, "eet": 120, "eest": 180, "msk": 180, "est": -300, "edt": -240, "cst": -360, "cdt": -300,
    "mst": -420, "mdt": -360, "pst": -480, "pdt": -420, "jst": 540, "kst": 540, "hkt": 480, "aest": 600,
    "aedt": 660, "nzst": 720, "nzdt": 780,
}  # fmt: skip
"""Minutes east of Greenwich."""

PLAIN_MONTHS = {name: month for name, month in MONTHS.items() if name not in AROUND and name not in ZONES}
"""Names that mean a month wherever they stand in a date."""
