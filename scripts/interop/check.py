"""Reads logs and exports with other people's programs; called by `run`."""

import collections
import csv
import json
import sys
import warnings

warnings.filterwarnings("ignore")

import jsonschema
import pm4py
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent


def validator(path):
    with open(path, encoding="utf-8") as file:
        schema = json.load(file)
    jsonschema.Draft7Validator.check_schema(schema)
    return jsonschema.Draft7Validator(schema, format_checker=jsonschema.FormatChecker())


def expect(what, ours, theirs):
    if ours != theirs:
        sys.exit(f"{what}: we write {ours}, they read {theirs}")


def cloud_events(path, schema):
    """Each line by the public schema, and by the strict reader."""
    reader = JSONFormat()
    count = 0
    with open(path, "rb") as lines:
        for count, line in enumerate(lines, 1):
            written = json.loads(line)
            for error in schema.iter_errors(written):
                sys.exit(f"{path}:{count}: {error.message}")
            read = reader.read(CloudEvent, line)
            expect(f"{path}:{count}: id", written["id"], read.get_id())
            expect(f"{path}:{count}: data", written["data"], read.get_data())
            expect(f"{path}:{count}: extension", written["sequence"], read.get_extension("sequence"))
    return count


def table(path):
    with open(path, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, strict=True))
    for row in rows:
        json.loads(row["data"].removeprefix("'"))
    return len(rows)


def ocel(path, schema):
    """The shape by a schema, and all counts as pm4py has them."""
    with open(path, encoding="utf-8") as file:
        written = json.load(file)
    for error in schema.iter_errors(written):
        sys.exit(f"{path}: {error.json_path}: {error.message}")
    read = pm4py.read_ocel2_json(path)
    events, objects = written["events"], written["objects"]
    types = collections.Counter(event["type"] for event in events)
    expect(f"{path}: events", len(events), len(read.events))
    expect(f"{path}: event types", types, collections.Counter(read.events["ocel:activity"]))
    types = collections.Counter(one["type"] for one in objects)
    expect(f"{path}: objects", len(objects), len(read.objects))
    expect(f"{path}: object types", types, collections.Counter(read.objects["ocel:type"]))
    # pm4py keeps one relation for an event and an object, whatever their qualifiers.
    relations = {(e["id"], r["objectId"]) for e in events for r in e["relationships"]}
    theirs = set(zip(read.relations["ocel:eid"], read.relations["ocel:oid"]))
    expect(f"{path}: relations", relations, theirs)
    relations = {(o["id"], r["objectId"], r["qualifier"]) for o in objects for r in o["relationships"]}
    theirs = set(zip(read.o2o["ocel:oid"], read.o2o["ocel:oid_2"], read.o2o["ocel:qualifier"]))
    expect(f"{path}: relations of objects", relations, theirs)
    changes = sum(
        len(names) - len(set(names))
        for names in ([a["name"] for a in one["attributes"]] for one in objects)
    )
    expect(f"{path}: changes", changes, len(read.object_changes))
    return len(events), len(objects), len(relations), changes


def main(folder, names):
    events = validator("tests/fixtures/cloudevents/schema.json")
    documents = validator("tests/fixtures/ocel.schema.json")
    for name in names:
        lines = cloud_events(f"{folder}/{name}.jsonl", events)
        expect(f"{name}: rows", lines, table(f"{folder}/{name}.csv"))
        counts = ocel(f"{folder}/{name}.ocel.json", documents)
        print(
            f"{name}: {lines} CloudEvents valid and read, {lines} rows; OCEL: "
            f"{counts[0]} events, {counts[1]} objects, {counts[2]} relations of objects, {counts[3]} changes"
        )


main(sys.argv[1], sys.argv[2:])
