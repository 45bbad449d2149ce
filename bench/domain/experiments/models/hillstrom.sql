select row_number() over () as customer, *
from read_csv('../data/hillstrom.csv.gz')
