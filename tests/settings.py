"""The settings of the product, on a database and a data folder of the tests' own."""

import atexit
import base64
import json
import os
import shutil
import tempfile
from pathlib import Path

# What this machine runs for itself must not leak into a test, nor a test into it; how long a drill is (Makefile) may.
KEPT = ("HUYING_TEST_", "HUYING_DRILL")
for name in [name for name in os.environ if name.startswith("HUYING_") and not name.startswith(KEPT)]:
    del os.environ[name]
os.environ["HUYING_DATABASE_URL"] = os.environ.get("HUYING_TEST_DATABASE_URL", "")
os.environ["HUYING_DATA_DIR"] = tempfile.mkdtemp(prefix="huying-tests-")
# For the process that only hands out work to the others; those tidy up at the end of their session.
atexit.register(shutil.rmtree, os.environ["HUYING_DATA_DIR"], ignore_errors=True)
os.environ["HUYING_SECRET_KEY"] = "only for tests"
# The same for all: what one process seals in a database that is kept (tests/kept.py), another opens.
seal, index = (base64.b64encode(letter * 32).decode() for letter in (b"s", b"i"))
(Path(os.environ["HUYING_DATA_DIR"]) / "data_keys.json").write_text(json.dumps({"seal": {"1": seal}, "index": index}))

from huying.settings import *  # noqa: E402, F403
from huying.settings import DATABASES  # noqa: E402

# A pool would keep connections to the template open, and a template with a guest cannot be copied.
DATABASES["default"]["OPTIONS"].pop("pool", None)
DATABASES["default"]["CONN_MAX_AGE"] = None
# No power cut in a test that its temporary folder would survive; PostgreSQL is told the same in tests/pg.py. The drill, which
# kills, runs on the product's own settings.
if "init_command" in DATABASES["default"]["OPTIONS"]:
    command = DATABASES["default"]["OPTIONS"]["init_command"]
    DATABASES["default"]["OPTIONS"]["init_command"] = command.replace("synchronous=FULL", "synchronous=OFF")

# Argon2 is slow on purpose; a thousand log-ins in tests need not be.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
