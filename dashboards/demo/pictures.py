"""Pictures of the demo's work, drawn by us: posters, banners, a storyboard, pages. Nothing of anybody else's is in them."""

import io
from collections.abc import Callable
from functools import cache
from math import cos, pi, sin

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw, ImageFont

FONTS = settings.BASE_DIR / "static/fonts"
CREAM, INK, WHITE = "#f6efe2", "#1d2421", "#ffffff"
OAT, FOREST, RUST, SAND = "#e3c793", "#1f4b3f", "#c4552d", "#efe0c2"
NIGHT, MOON, TEAL, SKY = "#17233f", "#f4dfa6", "#0e5f6b", "#cfe4ea"
LOTUS, LEAF, PLUM = "#e59ab4", "#5d8a66", "#4a2340"


@cache
def font(size: int, *, bold: bool = True) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONTS / f"hanken-grotesk-{'bold' if bold else 'regular'}.ttf", size)


class Sheet:
    """A picture on which one draws in hundredths of its width and height; twice as large as it is kept, so that edges are smooth."""

    def __init__(self, width: int, height: int, ground: str):
        self.size, self.scale = (width, height), 2
        self.picture = Image.new("RGB", (2 * width, 2 * height), ground)
        self.pen = ImageDraw.Draw(self.picture)

    def x(self, at: float) -> float:
        return at * self.size[0] * self.scale / 100

    def y(self, at: float) -> float:
        return at * self.size[1] * self.scale / 100

    def unit(self, at: float) -> float:
        """Hundredths of the shorter side: what must stay round."""
        return at * min(self.size) * self.scale / 100

    def box(self, x0: float, y0: float, x1: float, y1: float, fill: str, *, round_by: float = 0) -> None:
        self.pen.rounded_rectangle((self.x(x0), self.y(y0), self.x(x1), self.y(y1)), self.unit(round_by), fill=fill)

    def disc(self, x: float, y: float, radius: float, fill: str, *, flat: float = 1) -> None:
        across, up = self.unit(radius), self.unit(radius) * flat
        self.pen.ellipse((self.x(x) - across, self.y(y) - up, self.x(x) + across, self.y(y) + up), fill=fill)

    def shape(self, points: list[tuple[float, float]], fill: str) -> None:
        self.pen.polygon([(self.x(x), self.y(y)) for x, y in points], fill=fill)

    def line(self, points: list[tuple[float, float]], fill: str, width: float) -> None:
        self.pen.line([(self.x(x), self.y(y)) for x, y in points], fill=fill, width=round(self.unit(width)), joint="curve")

    def petal(self, x: float, y: float, length: float, breadth: float, degrees: float, fill: str) -> None:
        """A leaf from (x, y) outwards; length and breadth in hundredths of the shorter side."""
        turn, points = degrees * pi / 180, []
        for step in range(41):
            along = step / 20 if step <= 20 else (40 - step) / 20
            side = sin(along * pi) * breadth * (1 if step <= 20 else -1)
            reach = along * length
            points.append(
                (
                    self.x(x) + self.unit(1) * (reach * cos(turn) - side * sin(turn)),
                    self.y(y) + self.unit(1) * (reach * sin(turn) + side * cos(turn)),
                )
            )
        self.pen.polygon(points, fill=fill)

    def words(self, x: float, y: float, text: str, size: float, fill: str, *, bold: bool = True, anchor: str = "la") -> None:
        """Lines of text from there downwards; `size` in hundredths of the shorter side."""
        face = font(round(self.unit(size)), bold=bold)
        for number, line in enumerate(text.split("\n")):
            self.pen.text((self.x(x), self.y(y) + number * self.unit(size) * 1.08), line, font=face, fill=fill, anchor=anchor)

    def png(self) -> bytes:
        stream = io.BytesIO()
        self.picture.resize(self.size, Image.Resampling.LANCZOS).save(stream, "PNG")
        return stream.getvalue()


def as_upload(name: str, drawing: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, drawing)


# ── What is drawn again and again ────────────────────────────────────────────────────────────────


def cup(sheet: Sheet, x: float, y: float, size: float, *, china: str = WHITE, coffee: str = "#6f4526", foam: str = SAND) -> None:
    """From above, with a heart in its foam."""
    sheet.disc(x, y, size * 1.5, "#d9c7a3")
    sheet.disc(x, y, size * 1.42, china)
    sheet.disc(x, y, size, coffee)
    sheet.disc(x, y, size * 0.9, "#9a6a3c")
    wide, down = (size * min(sheet.size) / edge for edge in sheet.size)
    for side in (-0.26, 0.26):
        sheet.disc(x + side * wide, y - 0.16 * down, size * 0.34, foam)
    sheet.shape([(x - 0.57 * wide, y - 0.02 * down), (x + 0.57 * wide, y - 0.02 * down), (x, y + 0.62 * down)], foam)


def carton(sheet: Sheet, x: float, y: float, width: float, height: float, colour: str, name: str) -> None:
    """Its front, standing at (x, y) by the left lower corner; in hundredths of the sheet."""
    top = y - height
    sheet.box(x, top, x + width, y, colour, round_by=0.8)
    sheet.shape([(x, top), (x + width * 0.18, top - height * 0.14), (x + width * 0.82, top - height * 0.14), (x + width, top)], "#17392f")
    sheet.disc(x + width / 2, y - height * 0.3, width * 0.3 * sheet.size[0] / min(sheet.size), OAT)
    sheet.words(x + width / 2, top + height * 0.18, name, width * 0.19 * sheet.size[0] / min(sheet.size), CREAM, anchor="ma")


def window(sheet: Sheet, x0: float, y0: float, x1: float, y1: float, glass: str, frame: str) -> None:
    sheet.box(x0, y0, x1, y1, frame, round_by=1)
    across, up = (x1 - x0) * 0.05, (y1 - y0) * 0.05
    for left, right in ((x0 + across, (x0 + x1) / 2 - across / 2), ((x0 + x1) / 2 + across / 2, x1 - across)):
        sheet.box(left, y0 + up, right, y1 - up, glass)


def foot(sheet: Sheet, name: str, colour: str, *, note: str = "") -> None:
    sheet.words(7, 95, name, 4.4, colour, anchor="ls")
    if note:
        sheet.words(93, 95, note, 2.3, colour, bold=False, anchor="rs")


# ── The work ─────────────────────────────────────────────────────────────────────────────────────


def barista_poster(*, second: bool = False) -> bytes:
    """Second round: the headline is shorter, the cup moves away from the carton."""
    sheet = Sheet(840, 1240, "#d8c3a0" if not second else OAT)
    sheet.box(0, 60, 100, 100, FOREST)
    cup(sheet, 66, 55 if not second else 46, 22)
    carton(sheet, 9, 83, 29, 41, "#2f6e5c", "Kaura")
    sheet.words(7, 6, "It stays\nuntil you have\nfinished talking." if not second else "It stays.", 10.5 if not second else 17, FOREST)
    foot(sheet, "Kaura Barista", CREAM, note="Eleven minutes of foam. Five ingredients.")
    return sheet.png()


def barista_banner(*, second: bool = False) -> bytes:
    sheet = Sheet(980, 400, FOREST)
    cup(sheet, 80, 52, 34)
    sheet.words(5, 16, "Still talking?\nStill foam.", 19, CREAM)
    sheet.box(5, 72, 30 if not second else 34, 88, OAT, round_by=8)
    sheet.words(7.5, 80, "Try it once" if not second else "Find the carton", 7.5, FOREST, anchor="lm")
    return sheet.png()


def storyboard(title: str, frames: tuple[str, ...], *, ground: str = NIGHT, light: str = MOON) -> bytes:
    """Frames in two rows, each with what one sees and hears below it."""
    sheet = Sheet(1320, 900, CREAM)
    sheet.words(3, 3, title, 4.2, INK)
    across = (len(frames) + 1) // 2
    wide = 94 / across
    for number, told in enumerate(frames):
        left, top = 3 + (number % across) * wide, 13 + (number // across) * 43
        sheet.box(left, top, left + wide - 2, top + 27, ground, round_by=0.8)
        middle, low = left + wide / 2 - 1, top + 27
        if number % 4 == 0:  # a town at night
            for house in range(5):
                x = left + 1 + house * (wide - 4) / 5
                sheet.box(x, low - 7 - 3 * (house % 3), x + (wide - 4) / 6, low, "#2b3b60")
                sheet.box(x + 0.7, low - 5 - 3 * (house % 3), x + 1.7, low - 3 - 3 * (house % 3), light)
            sheet.disc(left + wide - 5, top + 6, 2.6, light)
        elif number % 4 == 1:  # somebody comes in
            sheet.box(middle - 3, top + 5, middle + 3, low, light)
            sheet.disc(middle, top + 12, 2.2, "#2b3b60")
            sheet.shape([(middle - 2, low), (middle - 1.3, top + 15), (middle + 1.3, top + 15), (middle + 2, low)], "#2b3b60")
        elif number % 4 == 2:  # the bowl
            sheet.disc(middle, low - 8, 7.5, WHITE, flat=0.42)
            sheet.disc(middle, low - 8.4, 6.4, OAT, flat=0.38)
            for steam in (-1.5, 0, 1.5):
                sheet.line([(middle + steam, low - 13), (middle + steam + 0.5, low - 16), (middle + steam, low - 20)], CREAM, 0.35)
        else:  # two at the table
            sheet.box(left + 2, low - 6, left + wide - 4, low - 4.6, OAT)
            for side, coat in ((-3, RUST), (3, TEAL)):
                sheet.disc(middle + side, low - 14, 2, SAND)
                sheet.shape([(middle + side - 2, low - 6), (middle + side, low - 12), (middle + side + 2, low - 6)], coat)
        sheet.words(left, low + 1.2, f"{number + 1}", 2.4, RUST)
        sheet.words(left + 1.6, low + 1.2, told, 2.1, INK, bold=False)
    return sheet.png()


def window_poster(words: str, *, ground: str, scene: str) -> bytes:
    """A branch window with a kettle on a sill, or with chairs; a white field for name and hour."""
    sheet = Sheet(840, 1188, ground)
    window(sheet, 12, 30, 88, 68, SKY, CREAM)
    if scene == "kettle":
        sheet.disc(50, 60, 14, RUST, flat=0.8)
        sheet.box(40, 50, 60, 53, "#93401f", round_by=1)
        sheet.line([(63, 58), (70, 54), (73, 52)], RUST, 2.4)
        for steam in (0, 3, 6):
            sheet.line([(73 + steam, 50), (75 + steam, 46), (73 + steam, 42)], WHITE, 0.7)
    else:
        for at in (24, 42, 60):
            sheet.box(at, 46, at + 2, 66, RUST)
            sheet.box(at, 55, at + 12, 57, RUST)
            sheet.box(at + 10, 57, at + 12, 66, RUST)
    sheet.box(6, 68, 94, 70, CREAM)
    sheet.words(8, 6, words, 10.5, CREAM)
    sheet.box(8, 75, 60, 87, WHITE, round_by=1)
    sheet.words(10, 77, "Your branch: ______________", 2.6, INK, bold=False)
    sheet.words(10, 82, "Day and hour: _____________", 2.6, INK, bold=False)
    foot(sheet, "Brightwater", CREAM, note="FSCS protected")
    return sheet.png()


def lotus_box() -> bytes:
    sheet = Sheet(1000, 1000, CREAM)
    sheet.shape([(20, 34), (58, 24), (86, 36), (48, 48)], "#6b3a5c")
    sheet.shape([(20, 34), (48, 48), (48, 84), (20, 68)], PLUM)
    sheet.shape([(48, 48), (86, 36), (86, 70), (48, 84)], "#37182f")
    for degrees in range(0, 360, 45):
        sheet.petal(53, 36, 9, 4, degrees, LOTUS)
    sheet.disc(53, 36, 1.6, MOON)
    sheet.words(22, 54, "Trà Sen", 4.6, CREAM)
    sheet.words(52, 60, "A night\nin a flower", 4.2, LOTUS)
    sheet.words(7, 6, "Lotus in a box, route A", 3.4, INK)
    foot(sheet, "18 × 18 × 7 cm", INK, note="Lid plum, inside lotus pink")
    return sheet.png()


def lotus_leaflet() -> bytes:
    sheet = Sheet(900, 900, PLUM)
    for ring, (count, length, colour) in enumerate(((14, 44, "#7b4a6b"), (10, 34, LOTUS), (7, 24, "#f3c6d4"))):
        for number in range(count):
            sheet.petal(50, 62, length, 9, 180 + 180 * (number + 0.5) / count, colour if ring else "#6b3a5c")
    sheet.disc(50, 62, 5, MOON)
    sheet.words(50, 70, "Nine hours in the dark,\nthree minutes in your cup", 4.6, CREAM, anchor="ma")
    sheet.words(50, 86, "80 degrees · 3 minutes · twice", 2.8, LOTUS, bold=False, anchor="ma")
    return sheet.png()


def quay_poster(*, wrong: bool = False) -> bytes:
    sheet = Sheet(840, 1200, "#10212b")
    rows = (
        ("06:12", "Lindholmen", "#f2b33d"),
        ("06:27", "Skarvik", "#5fb7c9"),
        ("06:41", "Lindholmen", "#f2b33d"),
        ("06:58", "Brännö", "#e2725b"),
    )
    sheet.words(7, 5, "Winter, weekdays", 4.4, WHITE)
    for number, (hour, quay, colour) in enumerate(rows):
        top = 14 + number * 17
        sheet.box(7, top, 11, top + 14, colour)
        sheet.words(15, top - 0.5, hour if not (wrong and number == 2) else "06:47", 19, WHITE)
        sheet.words(93, top + 12.5, quay, 5, colour, anchor="rs")
    for wave in range(3):
        points = [(x, 87 + wave * 2.2 + 0.7 * sin(x / 4 + wave)) for x in range(0, 101, 2)]
        sheet.line(points, "#2c5566", 0.7)
    foot(sheet, "Halden Ferries", WHITE, note="Emergency 031 555 01 90")
    return sheet.png()


def minutes_map() -> bytes:
    sheet = Sheet(1000, 760, "#e8efe6")
    for x in range(4, 100, 12):
        sheet.line([(x, 0), (x + 6, 100)], WHITE, 2.2)
    for y in range(8, 100, 16):
        sheet.line([(0, y), (100, y - 6)], WHITE, 2.2)
    sheet.shape([(0, 60), (30, 52), (62, 66), (100, 56), (100, 76), (60, 84), (30, 70), (0, 80)], SKY)
    lanes = (((12, 88), (34, 62), (52, 40)), ((90, 84), (70, 58), (52, 40)), ((10, 14), (32, 26), (52, 40)))
    for lane, colour, minutes in zip(lanes, (RUST, TEAL, FOREST), ("11 min", "14 min", "9 min"), strict=True):
        sheet.line(list(lane), colour, 2)
        sheet.disc(*lane[0], 3, colour)
        sheet.words(lane[1][0] + 3, lane[1][1] - (7 if lane[0][1] < 50 else -3), minutes, 4.6, colour)
    sheet.disc(52, 40, 4.4, INK)
    sheet.words(55.5, 35.5, "Centre", 4.2, INK)
    sheet.words(4, 3.5, "There before the bus", 7, INK)
    return sheet.png()


def lane_banner() -> bytes:
    sheet = Sheet(980, 400, TEAL)
    for number in range(5):
        left = 54 + number * 9
        sheet.shape(
            [(left, 20), (left + 5, 20), (left + 12, 50), (left + 5, 80), (left, 80), (left + 7, 50)], OAT if number < 3 else "#1a7a89"
        )
    sheet.words(4, 16, "There before\nthe bus.", 19, WHITE)
    sheet.words(4, 74, "Hervanta, 11 minutes", 8, OAT, bold=False)
    return sheet.png()


def breakfast_post(*, croissant: bool = False) -> bytes:
    sheet = Sheet(810, 1012, "#dfe8d8")
    sheet.disc(52, 58, 34, "#33383a")
    sheet.disc(52, 58, 30, "#4b5254")
    sheet.box(80, 55, 100, 60, "#33383a", round_by=2)
    for x, y, size in ((42, 50, 10), (60, 60, 12), (46, 68, 8)):
        sheet.disc(x, y, size, WHITE, flat=0.85)
        sheet.disc(x + 1, y, size * 0.42, "#f2b33d")
    if croissant:
        for step, tone in enumerate(("#b97a33", "#c98a40", "#d79b50", "#c98a40", "#b97a33")):
            sheet.disc(12 + step * 5, 88 - 4 * sin((step + 0.5) / 5 * pi), 6, tone)
        sheet.box(34, 88, 46, 93, "#f5e08a", round_by=1)
    sheet.words(7, 5, "Whatever is left,\npoured over.", 10.5, FOREST)
    foot(sheet, "Kaura", FOREST, note="Nine minutes · four things")
    return sheet.png()


def plain_price() -> bytes:
    sheet = Sheet(840, 1200, "#fbf6ea")
    sheet.box(0, 0, 100, 3, RUST)
    sheet.words(7, 8, "Tuulenpesä", 4.4, INK)
    sheet.words(50, 30, "8,9", 44, INK, anchor="ma")
    sheet.words(50, 71, "cents. Day or night.", 7.4, RUST, anchor="ma")
    sheet.words(50, 80, "Say it at breakfast.", 4.6, INK, bold=False, anchor="ma")
    foot(sheet, "One price, one page", INK)
    return sheet.png()


# ── A document of two pages ──────────────────────────────────────────────────────────────────────


def menu_pdf() -> bytes:
    """The autumn menu: outside and inside."""
    from reportlab.lib.colors import HexColor
    from reportlab.lib.pagesizes import A5
    from reportlab.pdfgen.canvas import Canvas

    from core.paper import BOLD, TEXT, fonts

    fonts()
    stream, (width, height) = io.BytesIO(), A5
    canvas = Canvas(stream, pagesize=A5, pageCompression=1, invariant=1)
    canvas.setTitle("The autumn menu")
    canvas.setFillColor(HexColor("#1c1714"))
    canvas.rect(0, 0, width, height, stroke=0, fill=1)
    for left, low, cap, stem in ((120, 190, 74, 60), (230, 160, 104, 90), (310, 210, 52, 40)):
        canvas.setFillColor(HexColor("#d9c8a9"))
        canvas.rect(left - stem / 8, low, stem / 4, stem, stroke=0, fill=1)
        canvas.setFillColor(HexColor("#a5562f"))
        canvas.wedge(left - cap / 2, low + stem - cap / 2, left + cap / 2, low + stem + cap / 2, 0, 180, stroke=0, fill=1)
    canvas.setFillColor(HexColor("#f0e4cd"))
    canvas.setFont(BOLD, 27)
    canvas.drawString(38, height - 84, "Algú ha anat al bosc")
    canvas.drawString(38, height - 116, "per tu aquest matí")
    canvas.setFont(TEXT, 11)
    canvas.drawString(38, 46, "Cafè de la Pedra Encantada · Girona")
    canvas.showPage()
    canvas.setFillColor(HexColor("#f7f1e6"))
    canvas.rect(0, 0, width, height, stroke=0, fill=1)
    canvas.setFillColor(HexColor("#1c1714"))
    canvas.setFont(BOLD, 19)
    canvas.drawString(38, height - 64, "Bolets d’avui")
    dishes = (
        ("Arròs de rovellons", "Collits per Jaume a Sant Grau", "16,50"),
        ("Ous amb ceps", "Ceps de la Fageda, d’ahir a la tarda", "13,00"),
        ("Truita de trompetes", "Trompetes de la Maria", "11,50"),
        ("Crema de carbassa i llenegues", "De l’hort de l’Oriol", "9,50"),
        ("Llenegues a la brasa", "Fins que s’acabin", "12,00"),
    )
    for number, (dish, told, price) in enumerate(dishes):
        line = height - 110 - number * 58
        canvas.setFont(BOLD, 13)
        canvas.drawString(38, line, dish)
        canvas.drawRightString(width - 38, line, price)
        canvas.setFont(TEXT, 10)
        canvas.drawString(38, line - 15, told)
    canvas.setFont(TEXT, 9)
    canvas.drawString(38, 46, "Al·lèrgens: demaneu la carta. Preus amb IVA.")
    canvas.showPage()
    canvas.save()
    return stream.getvalue()


PORRIDGE_FRAMES = (
    "Minus twenty. A tram\nleaves without her.",
    "She comes in. Silence,\nher glasses fog.",
    "A pot. The first bubble\nof the porridge.",
    "Her flatmate sits down\nwithout being asked.",
    "Outside the town\ngoes dark.",
    "The door again: the\nneighbour, a spoon in hand.",
    "Pack shot, two seconds.\nSteam stays.",
    "“There is more.”\nThere was not.",
)
TRAM_FRAMES = (
    "Eight in the morning.\nThe town wakes.",
    "He puts the cup down\nto tell a story.",
    "The foam. It has\nnot moved.",
    "She interrupts. The\nfoam waits.",
    "Dusk. Still the\nsame story.",
    "“It stays.”\nCarton, front.",
)
Drawing = Callable[[], bytes]
