"""A Chromium for the tests, with a profile of its own and a record of every address it asked for."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.chrome.webdriver import WebDriver

FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--app=data:,",  # in place of a new tab, which asks for addresses of its own
)


@contextmanager
def chromium(profile: Path, *, size: tuple[int, int] = (1440, 900), flags: Sequence[str] = ()) -> Iterator[WebDriver]:
    """Start Chromium with a new, empty profile folder. Raises RuntimeError where it is not installed."""
    browser, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if not browser or not driver:
        raise RuntimeError("the page is tested in Chromium: apt-get install -y chromium chromium-driver")
    options = Options()
    options.binary_location = browser
    for flag in (*FLAGS, *flags, f"--user-data-dir={profile}", f"--window-size={size[0]},{size[1]}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"performance": "ALL", "browser": "ALL"})
    window = webdriver.Chrome(options=options, service=Service(driver))
    try:
        yield window
    finally:
        window.quit()


def requested(window: WebDriver) -> list[str]:
    """Return the addresses the page has asked for since the last call; data: and blob: ask nobody."""
    addresses = []
    for entry in window.get_log("performance"):  # type: ignore[no-untyped-call]
        message = json.loads(entry["message"])["message"]
        if message["method"] == "Network.requestWillBeSent":
            addresses.append(message["params"]["request"]["url"])
        elif message["method"] == "Network.webSocketCreated":
            addresses.append(message["params"]["url"])
    return [address for address in addresses if urlsplit(address).scheme not in ("data", "blob")]
