#!/usr/bin/env python3
"""Writes the data that was made up for the examples: `scripts/example_data.py` writes data/web.log and data/events.jsonl anew, the same each
time."""

import json
import pathlib
import random
import time

DATA = pathlib.Path(__file__).resolve().parents[1] / "data"
START = 1706659200  # 2024-01-31T00:00:00Z
AGENTS = ["Mozilla/5.0 (X11; Linux x86_64; rv:122.0) Gecko/20100101 Firefox/122.0", "curl/7.88.1",
          "Mozilla/5.0 (iPhone; CPU iPhone OS 17_3 like Mac OS X)", "Bot/2.1 (\\\"friendly\\\")"]
PATHS = ["/", "/about", "/search?q=weir", "/cart", "/cart", "/checkout", "/health", "/static/site.css"]


def web_log(chance, lines):
    """Lines in the Combined Log Format."""
    at = START
    for _ in range(lines):
        at += chance.randrange(900)
        path = chance.choice(PATHS)
        failing = path in ("/cart", "/checkout") and chance.random() < 0.4
        status = chance.choice([500, 502, 503]) if failing else chance.choice([200, 200, 200, 200, 304, 404])
        size = "-" if status == 304 else chance.randrange(100, 20000)
        when = time.strftime("%d/%b/%Y:%H:%M:%S +0000", time.gmtime(at))
        address = f"192.0.2.{chance.randrange(1, 255)}"
        user, referer = chance.choice(["-", "-", "ann"]), chance.choice(["-", "https://example.com/"])
        yield f'{address} - {user} [{when}] "{chance.choice(["GET", "GET", "POST"])} {path} HTTP/1.1" {status} {size} "{referer}" "{chance.choice(AGENTS)}"'


def events(chance, lines):
    """Objects with an object and a list in them."""
    at = START
    for number in range(1, lines + 1):
        at += chance.randrange(900)
        event = {"id": number, "at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(at)), "kind": chance.choice(["view", "view", "buy"]),
                 "user": {"name": chance.choice(["Ann", "Zoë", "O\"Neill", "李"]), "country": chance.choice(["NZ", "AU", "DE", None])},
                 "ms": round(chance.random() * 900, 2), "tags": chance.sample(["new", "mobile", "paid"], chance.randrange(3))}
        if event["kind"] == "buy":
            event["amount"] = round(chance.random() * 200, 2)
        yield json.dumps(event, ensure_ascii=chance.random() < 0.3)


for name, made in [("web.log", web_log(random.Random(1), 120)), ("events.jsonl", events(random.Random(2), 80))]:
    (DATA / name).write_text("".join(line + "\n" for line in made), encoding="utf-8")
