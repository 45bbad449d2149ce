"""Sessions and triggers of the ecom clickstream with pandas, as JSON.

usage: reference.py ecom.csv.gz
"""

import json
import sys
import time

import pandas as pd

started = time.perf_counter()
events = pd.read_csv(sys.argv[1], parse_dates=["timestamp"])
events["row"] = range(len(events))
events = events.sort_values(["user_id", "timestamp", "row"], kind="stable")
newest = events["timestamp"].max()

pause = events.groupby("user_id")["timestamp"].diff()
events["number"] = (pause > pd.Timedelta(minutes=30)).groupby(events["user_id"]).cumsum()
found = events.groupby(["user_id", "number"])["session_id"]
labels = events.groupby("session_id")[["user_id", "number"]].nunique().max(axis=1)
right = (found.nunique() == 1) & (found.first().map(labels) == 1)

purchases = events[events["event"] == "purchase"][["user_id", "timestamp"]]


def fired(starts, window, ever):
    starts = starts[starts["timestamp"] + window <= newest].reset_index(drop=True)
    starts["start"] = starts.index
    joined = starts.merge(purchases, on="user_id", suffixes=("", "_bought"))
    late = joined["timestamp_bought"] >= joined["timestamp"]
    if not ever:
        late &= joined["timestamp_bought"] <= joined["timestamp"] + window
    return starts[~starts["start"].isin(joined.loc[late, "start"])]


carts = fired(
    events[events["event"] == "add_to_cart"].groupby(["user_id", "number"]).tail(1),
    pd.Timedelta(minutes=30),
    False,
)
views = fired(
    events[events["event"] == "product_view"].groupby("user_id").tail(1), pd.Timedelta(hours=48), True
)
print(
    json.dumps(
        {
            "sessions": int(len(found)),
            "right": int(right.sum()),
            "carts": int(len(carts)),
            "cart_users": int(carts["user_id"].nunique()),
            "views": int(len(views)),
            "cart_rows": sorted(int(row) + 1 for row in carts["row"]),
            "view_rows": sorted(int(row) + 1 for row in views["row"]),
            "seconds": time.perf_counter() - started,
        }
    )
)
