"""Without words one call, and what it says; with "loop SECONDS INTERVAL" a call again and again, and a line for each."""

import sys
import time

import boto3

client = boto3.client("sts")


def call():
    return client.get_caller_identity()["Arn"]


def loop(seconds, interval):
    end = time.time() + seconds
    while time.time() < end:
        try:
            print("ok", call(), flush=True)
        except Exception as error:
            print("FAIL", repr(error), flush=True)
        time.sleep(interval)


if sys.argv[1:2] == ["loop"]:
    loop(float(sys.argv[2]), float(sys.argv[3]))
else:
    print(call())
