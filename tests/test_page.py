"""The page in a browser: the real one over the sample articles, and one over a slow bot and a hostile article."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from selenium.webdriver.chrome.webdriver import WebDriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

from page.layout import MAY_ASK
from tests.browser import chromium, requested

Met = TypeVar("Met")

ROOT = Path(__file__).parent.parent
PATIENCE = 60.0
"""Seconds: the first start of a test machine reads torch and the models from a cold disk."""

IN_VIEW = """
const mark = arguments[0].getBoundingClientRect();
const box = arguments[0].closest('.text').getBoundingClientRect();
return mark.height > 0 && mark.top >= Math.max(0, box.top - 1)
  && mark.bottom <= Math.min(window.innerHeight, box.bottom + 1);
"""

PAGE_SCROLLS = "return document.documentElement.scrollHeight - window.innerHeight"

SLOW_AND_HOSTILE = """
import sys, time
import ui
from page import Desk
from bot.types import Answer, Citation
from index.types import Article, Byline

text = "A quiet start.\\n\\n" * 40 + "<script>window.hurt = 1</script><img src=x onerror='window.hurt=1'> ![](http://evil.example/x.png)"
article = Article("a", Byline("<img src=x onerror='window.hurt=1'>"), text)

class Bot:
    def stream(self, question, history=(), where=None):
        if question == "slow":
            time.sleep(60)
        start = text.index("<script>") if question == "hostile" else 0
        citation = Citation(1, article, start, len(text) if start else 14)
        yield Answer(question, question, citation.quote + " [1]", None, True, 0.5, (citation,))

class Library:
    def article(self, article_id):
        return article

    def mentions(self, phrase, limit, where=None):
        return []

def open_desk(home, opening):
    time.sleep(3)
    return Desk(Bot(), Library(), "Opened.")

ui.open_desk = open_desk
sys.exit(ui.main(sys.argv[1:]))
"""


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


@contextmanager
def serving(home: Path, *start: str) -> Iterator[str]:
    """Run the page in a process of its own; give its address once it accepts connections."""
    port = free_port()
    log = home.parent / f"{port}.log"
    with log.open("wb") as out:
        command = [sys.executable, *start, "--port", str(port)]
        settings = os.environ | {"BYLINE_HOME": str(home), "PYTHONPATH": str(ROOT)}
        process = subprocess.Popen(command, cwd=ROOT, env=settings, stdout=out, stderr=subprocess.STDOUT)
    try:
        deadline = time.monotonic() + PATIENCE
        while True:
            with socket.socket() as knock:
                if knock.connect_ex(("127.0.0.1", port)) == 0:
                    break
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}/"
    finally:
        process.terminate()
        process.wait(timeout=30)


def until(window: WebDriver, met: Callable[[], Met]) -> Met:
    """Wait until the condition gives something true, and return that."""
    return WebDriverWait(window, PATIENCE).until(lambda _: met())


def find(window: WebDriver, selector: str) -> list[WebElement]:
    return window.find_elements(By.CSS_SELECTOR, selector)


def texts(window: WebDriver, selector: str) -> list[str]:
    script = "return [...document.querySelectorAll(arguments[0])].map((each) => each.textContent)"
    found: list[str] = window.execute_script(script, selector)
    return found


def visit(window: WebDriver, address: str) -> WebElement:
    """Open the page and return its box, which has the focus without being clicked."""
    window.get(address)
    box = until(window, lambda: find(window, "#question textarea"))[0]
    until(window, lambda: window.switch_to.active_element == box)
    return box


def ask(window: WebDriver, question: str) -> None:
    """Type a question and press Enter, trusting the focus to be in the box; wait for the answer."""
    before = len(find(window, ".answer"))
    window.switch_to.active_element.send_keys(question + Keys.ENTER)
    until(window, lambda: len(find(window, ".answer")) > before)
    box = find(window, "#question textarea")[0]
    until(window, lambda: window.switch_to.active_element == box)


def show(window: WebDriver, marker: WebElement) -> str:
    """Click a marker, wait until its quote is in view, and return the quote."""
    marker.click()
    item = marker.get_attribute("data-quote")
    mark = until(window, lambda: find(window, f"#{item}"))[0]
    until(window, lambda: window.execute_script(IN_VIEW, mark))
    return texts(window, f"#{item}")[0]


def outside(window: WebDriver, address: str) -> Sequence[str]:
    return [each for each in requested(window) if not each.startswith(address)]


def test_a_question_is_answered_with_its_quote_in_view_and_nothing_leaves_the_machine(tmp_path: Path) -> None:
    with serving(tmp_path / "home", "ui.py") as address, chromium(tmp_path / "one") as window:
        visit(window, address)
        ask(window, "when did Soffer leave?")
        assert "The index was empty: 9 sample articles were added." in until(window, lambda: texts(window, "#status p"))
        assert "season 10" in texts(window, ".answer")[0]
        quote = show(window, find(window, ".marker")[0])
        assert "season 10" in quote
        sample = next(each for each in (ROOT / "index" / "samples").iterdir() if quote in each.read_text())
        assert "soffer" in sample.name

        with chromium(tmp_path / "two") as other:
            visit(other, address)
            assert not find(other, ".exchange")
            until(other, lambda: len(find(other, "#examples button")) == 4)
            find(other, "#examples button")[3].click()
            until(other, lambda: find(other, ".answer"))
            assert texts(other, ".exchange h2") == ["Which articles mention bees?"]
            assert not outside(other, address)

        assert texts(window, ".exchange h2") == ["when did Soffer leave?"]
        find(window, "#question textarea")[0].click()
        for question in ("who did he play?", "who plays Upton?", "when did she join the show?", "why?", "when?"):
            ask(window, question)
        assert window.execute_script(PAGE_SCROLLS) <= 0, "a long conversation scrolls in its own column"
        assert find(window, "#composer")[0].rect["y"] > find(window, ".exchange:last-of-type h2")[0].rect["y"]
        find(window, "#clear")[0].click()
        until(window, lambda: len(find(window, "#examples button")) == 4)
        assert not find(window, ".exchange, #sources article")
        assert not outside(window, address)


def test_a_slow_answer_can_be_stopped_and_a_hostile_article_stays_text(tmp_path: Path) -> None:
    slow = serving(tmp_path / "home", "-c", SLOW_AND_HOSTILE)
    with slow as address, chromium(tmp_path / "profile", size=(500, 900)) as window:
        box = visit(window, address)
        box.send_keys("slow" + Keys.ENTER)
        until(window, lambda: texts(window, ".exchange .aside") == ["Opening your articles…"])
        until(window, lambda: find(window, "#stop"))[0].click()
        until(window, lambda: texts(window, ".exchange .aside") == ["Stopped."])

        until(window, lambda: window.switch_to.active_element == box)
        ask(window, "hostile")
        ask(window, "calm")
        assert show(window, find(window, ".marker")[1]) == "A quiet start."
        quote = show(window, find(window, ".marker")[0])
        assert quote.startswith("<script>")
        assert quote in texts(window, ".answer")[0]
        assert not find(window, "#conversation img, #sources img")
        assert window.execute_script("return window.hurt") is None
        width = "return document.documentElement.scrollWidth - window.innerWidth"
        assert window.execute_script(width) <= 0
        find(window, "#clear")[0].click()
        until(window, lambda: texts(window, "#examples .hint") == [MAY_ASK])
        assert not find(window, "#examples button"), "no question can be made of these articles"
        assert not outside(window, address)
