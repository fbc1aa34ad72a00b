"""Numbers and dates of ru, from CLDR: written by `make messages`."""

DATE_FORMAT = "j E Y\u202f\\г."
SHORT_DATE_FORMAT = "j M Y\u202f\\г."
TIME_FORMAT = "H:i"
DATETIME_FORMAT = "j E Y\u202f\\г., H:i"
SHORT_DATETIME_FORMAT = "j M Y\u202f\\г., H:i"
MONTH_DAY_FORMAT = "j E"
YEAR_MONTH_FORMAT = "F Y\u202f\\г."
DECIMAL_SEPARATOR = ","
THOUSAND_SEPARATOR = "\xa0"
NUMBER_GROUPING = 3
