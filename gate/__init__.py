"""Quality that is measured and may not fall: a module measures one thing, on a set of our own, against floors."""
