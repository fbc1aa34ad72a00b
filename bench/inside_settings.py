"""The site inside one process, each page made anew whenever it is asked for."""

from bench.settings import *

KEPT_SECONDS = 0
BASE_URL = "http://testserver"
