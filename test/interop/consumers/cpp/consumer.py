"""The SDK for C++, which pyarrow has inside: the stand-in of S3 answers with the ARN of the caller.

Without words one call, and what it says; with "loop SECONDS INTERVAL" a call again and again, and a line for each.
"""

import os
import sys
import time

from pyarrow.fs import S3FileSystem

scheme, _, host = os.environ["INTEROP_S3"].partition("://")
files = S3FileSystem(region="eu-west-1", endpoint_override=host, scheme=scheme, request_timeout=20)


def call():
    with files.open_input_stream("example/caller") as stream:
        return stream.read().decode()


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
