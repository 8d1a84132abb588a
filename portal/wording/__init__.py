"""A place's own words: what it says instead of the catalogues, kept in the browser by those who may."""
