"""Resolves one data set with Splink as its own documentation shows, and prints times and accuracy as JSON.

usage: splink_reference.py SET RECORDS.csv[.gz]     SET: febrl3 | fake_1000 | million
Accuracy is against the column `truth`, which no part of the matching reads.
"""

import json
import logging
import resource
import sys
import time
import warnings

started = time.perf_counter()
logging.disable(logging.CRITICAL)
warnings.filterwarnings("ignore")

import duckdb  # noqa: E402
import splink.comparison_level_library as cll  # noqa: E402
import splink.comparison_library as cl  # noqa: E402
from splink import DuckDBAPI, Linker, SettingsCreator, block_on  # noqa: E402

name, path = sys.argv[1:3]

SETS = {
    "febrl3": {
        "read": """select trim(rec_id) as unique_id, split_part(trim(rec_id), '-', 2) as truth,
            nullif(trim(given_name), '') as given_name, nullif(trim(surname), '') as surname,
            nullif(trim(street_number), '') as street_number, nullif(trim(address_1), '') as address_1,
            nullif(trim(suburb), '') as suburb, nullif(trim(postcode), '') as postcode,
            nullif(trim(date_of_birth), '') as date_of_birth, nullif(trim(soc_sec_id), '') as soc_sec_id""",
        "comparisons": lambda: [
            cl.NameComparison("given_name"),
            cl.NameComparison("surname"),
            cl.DateOfBirthComparison("date_of_birth", input_is_string=True, datetime_format="%Y%m%d"),
            cl.DamerauLevenshteinAtThresholds("soc_sec_id", [2]),
            cl.ExactMatch("street_number").configure(term_frequency_adjustments=True),
            cl.ExactMatch("postcode").configure(term_frequency_adjustments=True),
        ],
        "blocking": [["soc_sec_id"], ["given_name"], ["surname"], ["date_of_birth"], ["postcode"]],
        "training": [["date_of_birth"], ["postcode"]],
        "certain": [
            "l.soc_sec_id = r.soc_sec_id",
            "l.given_name = r.given_name and l.surname = r.surname and l.date_of_birth = r.date_of_birth",
            "l.given_name = r.surname and l.surname = r.given_name and l.date_of_birth = r.date_of_birth",
        ],
        "recall": 0.9,
    },
    "fake_1000": {
        "read": "select unique_id, cluster as truth, first_name, surname, dob, city, email",
        "comparisons": lambda: [
            cl.ForenameSurnameComparison("first_name", "surname"),
            cl.DateOfBirthComparison("dob", input_is_string=True),
            cl.ExactMatch("city").configure(term_frequency_adjustments=True),
            cl.EmailComparison("email"),
        ],
        "blocking": [["first_name"], ["surname"], ["dob"], ["email"]],
        "training": [["dob"], ["email"], ["first_name", "surname"]],
        "certain": [
            "l.first_name = r.first_name and levenshtein(r.dob, l.dob) <= 1",
            "l.surname = r.surname and levenshtein(r.dob, l.dob) <= 1",
            "l.first_name = r.first_name and levenshtein(r.surname, l.surname) <= 2",
            "l.email = r.email",
        ],
        "recall": 0.7,
    },
    "million": {
        "read": "select record_id as unique_id, person_id as truth, given_name, family_name, birth_date, email, phone, street, postal_code, city",
        "comparisons": lambda: [
            cl.ForenameSurnameComparison("given_name", "family_name"),
            cl.DateOfBirthComparison("birth_date", input_is_string=True),
            cl.EmailComparison("email"),
            cl.LevenshteinAtThresholds("phone", [1]),
            cl.JaroWinklerAtThresholds("street", [0.9]).configure(term_frequency_adjustments=True),
            cl.LevenshteinAtThresholds("postal_code", [1]).configure(term_frequency_adjustments=True),
        ],
        "blocking": [
            ["email"],
            ["phone"],
            ["given_name", "family_name", "postal_code"],
            ["given_name", "birth_date"],
            ["family_name", "birth_date"],
            ["street", "postal_code"],
        ],
        "training": [["given_name", "family_name", "postal_code"], ["birth_date", "given_name"]],
        "certain": ["l.email = r.email", "l.given_name = r.given_name and l.family_name = r.family_name and l.birth_date = r.birth_date"],
        "recall": 0.7,
    },
}
chosen = SETS[name]


def pairs_f1(found: int, right: int, true: int) -> dict:
    precision, recall = right / max(found, 1), right / max(true, 1)
    return {"precision": precision, "recall": recall, "f1": 2 * precision * recall / max(precision + recall, 1e-12)}


connection = duckdb.connect()
connection.execute("set threads = 2")
connection.execute(f"create table records as {chosen['read']} from read_csv(?, all_varchar = true)", [path])
api = DuckDBAPI(connection=connection)
settings = SettingsCreator(
    link_type="dedupe_only",
    unique_id_column_name="unique_id",
    comparisons=chosen["comparisons"](),
    blocking_rules_to_generate_predictions=[block_on(*columns) for columns in chosen["blocking"]],
)
linker = Linker(api.register(connection.table("records")), settings)
linker.training.estimate_probability_two_random_records_match(chosen["certain"], recall=chosen["recall"])
linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
for columns in chosen["training"]:
    linker.training.estimate_parameters_using_expectation_maximisation(block_on(*columns))
trained = time.perf_counter()
predictions = linker.inference.predict(threshold_match_probability=0.5)
clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(predictions, threshold_match_probability=0.5)
done = time.perf_counter()

scored, clustered = predictions.physical_name, clusters.physical_name
(true,) = connection.execute(
    "select sum(n * (n - 1) / 2)::bigint from (select count(*) as n from records group by truth)"
).fetchone()
found, right = connection.execute(
    f"""select count(*), count(*) filter (l.truth = r.truth) from {scored}
    join records as l on unique_id_l = l.unique_id join records as r on unique_id_r = r.unique_id"""
).fetchone()
pairs = pairs_f1(found, right, true)
(found,) = connection.execute(
    f"select sum(n * (n - 1) / 2)::bigint from (select count(*) as n from {clustered} group by cluster_id)"
).fetchone()
(right,) = connection.execute(
    f"""select sum(n * (n - 1) / 2)::bigint from (
        select count(*) as n from {clustered} as c join records using (unique_id) group by c.cluster_id, records.truth)"""
).fetchone()
print(
    json.dumps(
        {
            "seconds": done - started,
            "training_seconds": trained - started,
            "pairs": pairs,
            "clusters": pairs_f1(found, right, true),
            "peak_gb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6,
        }
    )
)
