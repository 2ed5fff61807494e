"""The settings of the product, on a database and a data folder of the tests' own."""

import atexit
import os
import shutil
import tempfile

# What this machine runs for itself must not leak into a test, nor a test into it; how long a drill is (Makefile) may.
KEPT = ("HUYING_TEST_", "HUYING_DRILL")
for name in [name for name in os.environ if name.startswith("HUYING_") and not name.startswith(KEPT)]:
    del os.environ[name]
os.environ["HUYING_DATABASE_URL"] = os.environ.get("HUYING_TEST_DATABASE_URL", "")
os.environ["HUYING_DATA_DIR"] = tempfile.mkdtemp(prefix="huying-tests-")
# For the process that only hands out work to the others; those tidy up at the end of their session.
atexit.register(shutil.rmtree, os.environ["HUYING_DATA_DIR"], ignore_errors=True)
os.environ["HUYING_SECRET_KEY"] = "only for tests"

from huying.settings import *  # noqa: E402, F403
from huying.settings import DATABASES  # noqa: E402

# A pool would keep connections to the template open, and a template with a guest cannot be copied.
DATABASES["default"]["OPTIONS"].pop("pool", None)
DATABASES["default"]["CONN_MAX_AGE"] = None

# Argon2 is slow on purpose; a thousand log-ins in tests need not be.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
