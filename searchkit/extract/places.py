"""Places as datelines name them: cities that stand alone, and what stands behind the others."""

from searchkit.extract.dates.names import fold


def _folded(names: str) -> frozenset[str]:
    return frozenset(" ".join(name.split()) for name in fold(names).split("|"))


# Those that agencies name without a country, as languages with many papers spell them. Not here: what is also the name
# of a person or a word (Florence, Victoria, Nice, Essen).
CITIES = _folded(
    """abidjan|abu dhabi|abuja|accra|addis abeba|addis ababa|adelaide|aden|albany|algiers|alger|algier|amman
        |amsterdam|ankara|antananarivo|antwerp|apia|aşgabat|ashgabat|asmara|asuncion|astana|athens|athen|athènes|atenas
        |atene|atlanta|auckland|baghdad|bagdad|baku|baltimore|bamako|bangalore|bengaluru|bangkok|bangui
        |barcelona|basel|beijing|beirut|beyrouth|belfast|belgrade|belgrad|beograd|berlin|bern|berne|bilbao|bishkek
        |bogota|bologna|bombay|bonn|bordeaux|boston|brasilia|bratislava|brazzaville|bremen|brisbane|brussels|brussel
        |bruxelles|brüssel|bruselas|bucharest|bukarest|bucuresti|budapest|buenos aires|bujumbura|cairo|kairo
        |le caire|el cairo|calcutta|calgary|canberra|cape canaveral|cape town|caracas|cardiff|casablanca
        |chennai|chicago|chisinau|cincinnati|cleveland|cologne|köln|colombo|conakry|copenhagen|københavn
        |kopenhagen|copenhague|cordoba|dakar|dallas|damascus|damas|damaskus|dar es salaam|davos|delhi|denver
        |detroit|dhaka|doha|donetsk|dresden|dubai|dublin|durban|dushanbe|dusseldorf|düsseldorf|edinburgh|edmonton
        |eindhoven|erbil|firenze|fort worth|frankfurt|frankfurt am main|frankfurt/main|freetown
        |gaborone|gaza|gaza city|gdansk|geneva|genève|genf|ginebra|genoa|genova|gibraltar|glasgow|goma
        |gothenburg|göteborg|guadalajara|guangzhou|guatemala city|guayaquil|haifa|hamburg|hanoi|hannover|hanover|harare
        |havana|la habana|la havane|helsinki|ho chi minh city|hollywood|hong kong|hongkong|honolulu|houston|hyderabad
        |indianapolis|innsbruck|islamabad|istanbul|izmir|jakarta|jeddah|jerusalem|jérusalem|johannesburg|juba|kabul
        |kaboul|kampala|kansas city|karachi|kathmandu|katmandu|khartoum|kharkiv|kiev|kyiv|kigali|kingston|kinshasa|kobe
        |kolkata|krakow|kuala lumpur|kuwait|kuwait city|kyoto|la paz|lagos|lahore|las vegas|lausanne|leeds|leipzig
        |liège|lille|lima|lisbon|lisboa|lisbonne|lissabon|liverpool|ljubljana|lomé|london|londres|londra|los angeles
        |louisville|luanda|lusaka|luxembourg|luxemburg|lviv|lyon|madras|madrid|mainz|managua|manama|manchester
        |manila|maputo|marseille|medellín|melbourne|memphis|mexico city|ciudad de méxico|mexico|méxico|miami|milan
        |milano|mailand|milwaukee|minneapolis|minsk|mogadishu|monaco|monrovia|monterrey|montevideo|montreal|montréal
        |moscow|moskau|moscou|moscú|mosca|moskva|москва|mosul|mumbai|munich|münchen|muscat|nagasaki|nairobi|nantes
        |naples|napoli|naypyitaw|ndjamena|new delhi|neu-delhi|new orleans|new york|nueva york|niamey|nicosia
        |nouakchott|nuremberg|nürnberg|odessa|oklahoma city|omaha|osaka|oslo|ottawa|ouagadougou|palermo|panama city
        |panama|paris|parís|parigi|peking|pékin|perth|peshawar|philadelphia|phnom penh|phoenix|pittsburgh|podgorica
        |port-au-prince|port moresby|porto|portland|porto alegre|potsdam|prague|prag|praha|pretoria|pristina|pyongyang
        |quebec|québec|quito|rabat|ramallah|rangoon|yangon|rawalpindi|recife|reykjavik|riga|rio de janeiro|riyadh|riad
        |rome|roma|rom|rotterdam|sacramento|st. louis|st. petersburg|saint petersburg|salt lake city|salzburg
        |san antonio|san diego|san francisco|san jose|san josé|san juan|san salvador|sanaa|santiago|santiago de chile
        |santo domingo|sao paulo|são paulo|sapporo|sarajevo|seattle|seoul|séoul|sevilla|seville|shanghai|shenzhen
        |singapore|singapur|skopje|sofia|srinagar|stockholm|strasbourg|straßburg|stuttgart|sucre|suva|sydney
        |taipei|tallinn|tampa|tashkent|tbilisi|tegucigalpa|tehran|teheran|téhéran|tel aviv|the hague|den haag|la haye
        |thessaloniki|tijuana|tirana|tokyo|tokio|toronto|toulouse|trieste|tripoli|tucson|tunis|turin|torino|ulan bator
        |ulaanbaatar|united nations|nations unies|utrecht|valencia|valletta|valparaiso|vancouver|vatican city|vatican
        |vaticano|venice|venezia|vienna|wien|vienne|viena|vientiane|vilnius|vladivostok|warsaw|warschau
        |warszawa|varsovie|washington|wellington|wiesbaden|windhoek|winnipeg|wuhan|yaounde|yaoundé|yekaterinburg
        |yerevan|zagreb|zurich|zürich|киев|київ|минск|мінськ|санкт-петербург|лондон|вашингтон|берлин|париж|брюссель
        |αθηνα|софия|београд"""
)

REGIONS = _folded(
    """ala|alabama|alaska|ariz|arizona|ark|arkansas|calif|california|colo|colorado|conn|connecticut|del|delaware
        |d.c|dc|fla|florida|ga|georgia|hawaii|idaho|ill|illinois|ind|indiana|iowa|kan|kansas|ky|kentucky|la|louisiana
        |maine|md|maryland|mass|massachusetts|mich|michigan|minn|minnesota|miss|mississippi|mo|missouri|mont|montana
        |neb|nebraska|nev|nevada|n.h|new hampshire|n.j|new jersey|n.m|new mexico|n.y|new york|n.c|north carolina|n.d
        |north dakota|ohio|okla|oklahoma|ore|oregon|pa|pennsylvania|r.i|rhode island|s.c|south carolina|s.d|south dakota
        |tenn|tennessee|tex|texas|utah|vt|vermont|va|virginia|wash|washington|w.va|west virginia|wis|wisconsin|wyo
        |wyoming|puerto rico|guam|alberta|british columbia|manitoba|ontario|quebec|nova scotia|newfoundland|saskatchewan
        |new brunswick|england|scotland|wales|northern ireland|ireland|france|germany|italy|spain|portugal|belgium
        |netherlands|switzerland|austria|denmark|norway|sweden|finland|iceland|poland|czech republic|slovakia|hungary
        |romania|bulgaria|greece|turkey|cyprus|malta|albania|kosovo|serbia|croatia|bosnia|bosnia-herzegovina|slovenia
        |macedonia|north macedonia|montenegro|moldova|ukraine|belarus|russia|estonia|latvia|lithuania|armenia|azerbaijan
        |kazakhstan|uzbekistan|turkmenistan|kyrgyzstan|tajikistan|afghanistan|pakistan|india|bangladesh|sri lanka|nepal
        |bhutan|myanmar|burma|thailand|laos|cambodia|vietnam|malaysia|indonesia|philippines|china|taiwan|mongolia
        |north korea|south korea|japan|australia|new zealand|papua new guinea|fiji|iran|iraq|syria|lebanon|israel|jordan
        |west bank|gaza strip|occupied west bank|saudi arabia|yemen|oman|united arab emirates|qatar|bahrain|egypt|libya
        |tunisia|algeria|morocco|western sahara|sudan|south sudan|ethiopia|eritrea|djibouti|somalia|kenya|uganda|rwanda
        |burundi|tanzania|malawi|mozambique|zambia|zimbabwe|botswana|namibia|south africa|lesotho|swaziland|eswatini
        |madagascar|mauritius|angola|congo|cameroon|gabon|chad|central african republic|nigeria|niger|benin|togo|ghana
        |ivory coast|liberia|sierra leone|guinea|guinea-bissau|senegal|gambia|mali|burkina faso|mauritania|mexico
        |guatemala|belize|honduras|el salvador|nicaragua|costa rica|panama|cuba|haiti|dominican republic|jamaica|bahamas
        |trinidad|barbados|colombia|venezuela|guyana|suriname|ecuador|peru|bolivia|brazil|paraguay|uruguay|argentina
        |chile"""
)
