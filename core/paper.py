"""Paper: what every PDF of ours is set in. The house font (SIL OFL 1.1, `static/fonts/OFL-1.1.txt`) is embedded.

The two TrueType files are the page's own variable font at weights 420 and 640: its three files (Latin, extended Latin, Vietnamese)
made one, without layout tables. A sign that it lacks is set in Vera, which comes with reportlab, or spelled with others
(`SPELLED`). Neither has Thai, Arabic or Chinese: a name in these stands as boxes here, and as it should in the DOCX.
"""

from functools import lru_cache
from io import BytesIO
from xml.sax.saxutils import escape

from django.conf import settings
from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph

TEXT, BOLD, SPARE = "House", "House-Bold", "Vera"
MARGIN = 22 * mm
INK, QUIET, LINE, BRAND = HexColor("#1f1a1d"), HexColor("#6b6167"), HexColor("#ddd6da"), HexColor("#74285f")  # theme.css, section 2

SPELLED = {"→": "->", "⇒": "=>", "←": "<-", "↔": "<->", "✓": "v", "✔": "v", "✗": "x", "✘": "x", "☐": "[ ]", "☑": "[v]", "●": "•", "▪": "•"}


@lru_cache(maxsize=1)
def fonts() -> tuple[frozenset[int], frozenset[int]]:
    """Registers the fonts, once for each process; returns the signs of the house font and of the spare one."""
    folder = settings.BASE_DIR / "static" / "fonts"
    house = TTFont(TEXT, str(folder / "hanken-grotesk-regular.ttf"))
    spare = TTFont(SPARE, "Vera.ttf")
    for font in (house, TTFont(BOLD, str(folder / "hanken-grotesk-bold.ttf")), spare):
        pdfmetrics.registerFont(font)
    pdfmetrics.registerFontFamily(TEXT, normal=TEXT, bold=BOLD, italic=TEXT, boldItalic=BOLD)
    return frozenset(house.face.charToGlyph), frozenset(spare.face.charToGlyph)


def style(name: str, **more) -> ParagraphStyle:
    fonts()
    facts = {"fontName": TEXT, "fontSize": 10, "leading": 14.5, "textColor": INK, "splitLongWords": 1, "allowWidows": 0, "allowOrphans": 0}
    return ParagraphStyle(name, **facts | more)


def marked(text) -> str:
    """Any text as reportlab's markup: nothing in it is read as a tag, line ends stay, signs that the house font lacks change font."""
    house, spare = fonts()
    parts: list[str] = []
    run: list[str] = []
    was_spare = False

    def close():
        if run:
            words = escape("".join(run)).replace("\n", "<br/>")
            parts.append(f'<font name="{SPARE}">{words}</font>' if was_spare else words)
            run.clear()

    for sign in str(text):
        if sign != "\n" and (ord(sign) < 32 or 0xD800 <= ord(sign) <= 0xDFFF):
            continue
        if ord(sign) not in house:
            sign = SPELLED.get(sign, sign)
        is_spare = len(sign) == 1 and sign != "\n" and ord(sign) not in house and ord(sign) in spare
        if is_spare != was_spare:
            close()
            was_spare = is_spare
        run.append(sign)
    close()
    return "".join(parts)


def say(text, how: ParagraphStyle) -> Paragraph:
    return Paragraph(marked(text), how)


SMALL_RIGHT = {"alignment": TA_RIGHT, "fontSize": 8.5, "leading": 11, "textColor": QUIET}


def plain_signs(text: str) -> str:
    """For what is drawn on the canvas, which has no markup: signs that the house font lacks become a question mark."""
    house, _spare = fonts()
    return "".join(sign if ord(sign) in house else "?" for sign in text)


class NumberedCanvas(Canvas):
    """Knows how many pages there are when it draws the foot of each."""

    foot, head = "", ""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._pages: list[dict] = []

    def showPage(self):  # noqa: N802  (reportlab's name)
        self._pages.append(dict(self.__dict__))
        self._startPage()

    def save(self):
        for number, page in enumerate(self._pages, start=1):
            self.__dict__.update(page)
            self._frame(number, len(self._pages))
            super().showPage()
        super().save()

    def _frame(self, number: int, count: int):
        width, height = A4
        self.setFillColor(BRAND)
        self.rect(MARGIN, height - 14 * mm, 9 * mm, 1.4 * mm, stroke=0, fill=1)
        self.setFont(BOLD, 9)
        self.setFillColor(INK)
        self.drawString(MARGIN, height - 19 * mm, plain_signs(self.head)[:80])
        self.setFont(TEXT, 8.5)
        self.setFillColor(QUIET)
        self.drawString(MARGIN, 12 * mm, plain_signs(self.foot)[:110])
        self.drawRightString(width - MARGIN, 12 * mm, f"{number} / {count}")


def make_pdf(story: list, *, title: str, head: str, foot: str, author: str = "") -> bytes:
    """The story on A4 with our head and foot on each page."""
    fonts()
    out = BytesIO()
    canvas = type("Page", (NumberedCanvas,), {"head": head, "foot": foot})
    document = BaseDocTemplate(out, pagesize=A4, title=title, author=author or settings.AGENCY_NAME, creator=settings.AGENCY_NAME)
    width, height = A4
    frame = Frame(MARGIN, 22 * mm, width - 2 * MARGIN, height - 50 * mm, leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0)
    document.addPageTemplates([PageTemplate(frames=[frame])])
    document.build(story, canvasmaker=canvas)
    return out.getvalue()
