"""The jobs of the demo agency: in every state, with their rounds, remarks, ledger and links."""

from dataclasses import dataclass

from django.urls import reverse

from briefs.actions import making
from briefs.models import Comment
from briefs.states import RebriefCause
from dashboards.demo import pictures
from dashboards.demo.asked import take_requests
from dashboards.demo.clock import DemoClock
from dashboards.demo.told import Told


@dataclass(frozen=True, slots=True)
class GuestPage:
    """What the launcher prints: whose page it is, and its path, which nobody can guess."""

    words: str
    path: str


def do_jobs(clock: DemoClock, people, accounts) -> list[GuestPage]:
    """Oldest first, so that job numbers count as they would have."""

    def job(name: str) -> Told:
        return Told(name, clock, people, accounts)

    porridge(job("kaura-porridge"))
    menu(job("pedra-menu"))
    review = barista(job("kaura-barista"))
    windows(job("briw-windows"))
    plain_prices(job("tuul-prices"))
    timetable(job("hald-timetable"))
    asked = take_requests(clock, people, accounts)
    breakfasts(job("kaura-breakfasts"), asked["breakfasts"])
    gift_box(job("sen-giftbox"))
    lanes(job("velo-lanes"))
    broadband(job("copp-broadband"))
    notice_account(job("briw-notice"))
    first_keys(job("brim-guide"))
    stand(job("rung-stand"), asked["stand"])
    job("kaura-festival").open()
    return [
        GuestPage("Elina Rautavirta, who decides at Kaura, looks at the work", reverse("review_home", args=[review.secret])),
        GuestPage("Mirkka Salo of Kaura asks for a job", reverse("client_requests", args=[asked["link"].secret])),
    ]


# ── Delivered, closed ────────────────────────────────────────────────────────────────────────────


def porridge(job: Told) -> None:
    """Delivered too late; one round more than was sold, paid for. The client has not rated it yet."""
    job.open(rounds_sold=2).submit(72)
    job.sign(71, "pia", "The joke at the end carries it. Keep it.").approve(70, "dana", "Go. Watch the cost of the snow.")
    job.start(69, due=-56).plan(69, reached=7, slips=4)
    job.assign(69, "cree", "Idea and storyboard", hours=36, until=-56, done=56)
    board = pictures.storyboard("Porridge at minus twenty", pictures.PORRIDGE_FRAMES)
    job.upload(57, 2, "porridge storyboard.png", board)
    job.hand_in(56).show(55, "sam", "The sixth frame is the one they will talk about.")
    job.changes_asked(51, "The neighbour comes too late: she has to be seen in the first ten seconds.")
    job.revise(
        50,
        "eli",
        RebriefCause.CLIENT_CHANGE,
        "Cinema was added after the approval: the film is cut for two lengths.",
        hours="14",
        money=3800,
    )
    job.rewrite(50, "channels", "Television and cinema, thirty and twenty seconds; stations close {ago_12}.")
    job.submit(49).sign(48, "pia").approve(48, "dana").start(47, due=-36)
    job.upload(38, 2, "porridge storyboard 2.png", board, note="The neighbour knocks in frame two.")
    job.hand_in(36).show(35, "sam").changes_asked(33, "Shorter in the hall; we want to see the bowl sooner.")
    job.next_round(32, due=-22, amount=4200, covers="One more cut of the film, with sound.")
    with job.clock.on_day(job.clock.ago(31)) as day:
        order = job.brief.change_orders.get()
        making.move_order(order, "accept", by=job.author, today=day, note="Elina by telephone.")
    job.upload(23, 1, "porridge 30 seconds, frames.png", board, note="Frames of the final cut; the film itself is with the stations.")
    job.hand_in(22).show(21, "dana").approved_by_client(17, note="Elina by e-mail: “I cried at the spoon.”")
    job.check(6).deliver(4, "Both lengths are with the stations. Thank you for the patience in the hall.")


def menu(job: Told) -> None:
    """Closed, rated by both sides; a document of two pages."""
    job.open().submit(62).approve(61, "sam", "Short and clear. The card is the better half.")
    job.start(60, due=-46).plan(60, reached=8)
    job.assign(60, "cree", "Menu and card", hours=22, until=-40, done=42)
    menu_file = pictures.menu_pdf()
    job.upload(45, 1, "menu.pdf", menu_file)
    job.upload(45, 2, "table card.pdf", menu_file)
    job.revise(
        44, "tomas", RebriefCause.NEW_INFORMATION, "The mushrooms come earlier this year: two dishes changed.", hours="3.5", money=180
    )
    job.rewrite(44, "preferences", "The picker of the day by name, if he agrees.")
    job.submit(43).approve(43, "sam").start(42, due=-38)
    job.upload(41, 1, "menu 2.pdf", menu_file, note="Dishes of the week, prices from Oriol.")
    job.hand_in(40).show(39, "sam").approved_by_client(35, note="Mercè at the counter.")
    job.check(30, checker="tomas").deliver(16, "Sixty menus and forty cards, in two boxes. Wipe them, do not wash them.", by="tomas")
    job.close(12, "sam", 5, "Knew what she wanted, said it once, paid in a week.")
    job.rated(11, 4, "Guests ask who Jaume is. The paper could be a little heavier.")


# ── With the client ──────────────────────────────────────────────────────────────────────────────


def barista(job: Told):
    """Second round, with the client: pins of three, two of whom want opposite things. Returns the decider's link."""
    job.open().submit(56)
    insight = ("insight", "True, but it is three sentences. Which one explains the others?")
    job.send_back(55, "pia", "Nearly. The insight hides behind its examples.", insight, ("measures", "Who counts, and when?"))
    job.settle(54, "insight").settle(54, "measures").submit(54)
    job.sign(53, "pia", "Now it hurts. Good.").approve(52, "dana", "Two routes, not three. And no latte art from stock.")
    job.revise(
        49,
        "eli",
        RebriefCause.CLIENT_CHANGE,
        "Elina bought the screens in trams after the approval: a film comes on top.",
        hours="6.5",
        money=1200,
    )
    job.rewrite(
        49, "practicalities", "Shoot at the café in Jyväskylä on one day. Finnish first, Swedish two weeks later; trams run without sound."
    )
    job.submit(48).sign(47, "pia").approve(46, "dana", "Fine. The budget covers it.")
    job.start(45, by="tara", due=-34).plan(45, by="tara", reached=4, slips=2)
    job.assign(45, "cree", "Idea and two routes", hours=48, until=-34, done=34)
    job.upload(36, 1, "barista poster, first.png", pictures.barista_poster())
    job.upload(36, 2, "barista banner.png", pictures.barista_banner())
    job.hand_in(35).rework(34, "sam", "Too many words on the street: nobody reads three lines at fifty.")
    tram = pictures.storyboard("It stays, ten seconds for trams", pictures.TRAM_FRAMES, ground=pictures.FOREST, light=pictures.OAT)
    job.upload(31, 3, "tram film, frames.png", tram)
    job.upload(31, 1, "barista poster, route A.png", pictures.barista_poster(), note="Three words a line.")
    job.hand_in(30).show(29, "sam")
    job.present(
        29,
        "dana",
        "Kaura cannot outspend anybody, so it has to be repeated. “It stays” is said by people who have the cup in their hand.",
        [
            {"name": "A · It stays", "rationale": "A promise that one can see.", "verdict": "chosen", "note": "“Ours in a week.”"},
            {
                "name": "B · Ask your machine",
                "rationale": "Talks to the expert.",
                "verdict": "rejected",
                "note": "“For the ten who know it all.”",
            },
        ],
        people="dana eli cree",
        notes="They laughed at the second frame. Kauko asked twice whether it could be blue.",
    )
    job.changes_asked(25, "Route A. Shorter on the poster; the button of the banner says nothing.")
    job.next_round(24, by="tara", due=5)
    job.assign(24, "cree", "Second round", hours=20, until=5, by="tara")
    poster = job.upload(13, 1, "barista poster, second round.png", pictures.barista_poster(second=True), note="Two words.")
    banner = job.upload(13, 2, "barista banner 2.png", pictures.barista_banner(second=True), note="The button says where.")
    job.upload(12, 3, "tram film, frames 2.png", tram, note="Ends on the carton.")
    job.hand_in(9).show(7, "sam", "The poster is the best thing we did this year.")
    elina = job.invite(7, "Elina Rautavirta", decides=True)
    mirkka, kauko = job.invite(7, "Mirkka Salo"), job.invite(7, "Kauko Vihervaara-Rantanen")
    job.pin(6, poster, mirkka, "The empty space around the cup is what makes it stop people. Please leave it.", at=(700, 420), wish="keep")
    job.pin(5, poster, kauko, "So much empty table. Could the cup be larger, with a blue saucer?", at=(730, 450))
    question = job.pin(5, poster, elina, "Is the claim on foam cleared for outdoor?", at=(620, 925), wish="question")
    reply = job.pin(4, poster, job.author, "Yes, by your lawyer on Tuesday, with the degrees in the foot line.", at=None, parent=question)
    Comment.objects.filter(pk=reply.pk).update(is_internal=False)
    job.pin(3, banner, mirkka, "The button now sounds like us.", at=(200, 800), wish="keep")
    job.pin(
        3, poster, job.people["pia"], "If he insists on blue: the sky of the tram film is blue already.", at=(680, 470), is_internal=True
    )
    job.verdict(2, 2, elina, "approved", "Yes, as it is.")
    return elina


def windows(job: Told) -> None:
    """The client wants changes; the next round is still to be started."""
    job.open().submit(50).sign(49, "pia").approve(48, "dana", "Charming. Compliance needs the FSCS mark in the file.")
    job.start(47, due=-34).plan(47, reached=4)
    job.assign(47, "cree", "Two motifs", hours=26, until=-33, done=33)
    job.upload(35, 1, "window kettle.png", pictures.window_poster("We put the\nkettle on.", ground=pictures.FOREST, scene="kettle"))
    job.upload(
        35, 2, "window chairs.png", pictures.window_poster("Come in before\nyou have anything.", ground=pictures.TEAL, scene="chairs")
    )
    job.hand_in(34).show(33, "sam")
    gwen = job.invite(33, "Gwen Prosser", decides=True)
    first = job.deliverable(1).files.get()
    job.pin(32, first, gwen, "Our kettles are steel. This one is somebody’s aunt.", at=(500, 590))
    job.verdict(5, 1, gwen, "changes", "A kettle that a branch would have. Everything else stays.")
    job.verdict(5, 2, gwen, "approved", "Lovely.")


# ── In work ──────────────────────────────────────────────────────────────────────────────────────


def plain_prices(job: Told) -> None:
    """On hold since the regulator moved its day."""
    job.open().submit(48).sign(47, "olga", "No planner here, so by me: the insight is the campaign.").approve(46, "oscar")
    job.start(45, due=-30).plan(45, reached=2)
    job.assign(45, "cree", "Page and letter", hours=28, until=-31, done=32)
    job.upload(36, 1, "price, newspaper.png", pictures.plain_price())
    job.revise(
        35, "otto", RebriefCause.CLIENT_CHANGE, "One tariff instead of two: the board decided after we had begun.", hours="18", money=2600
    )
    job.rewrite(35, "practicalities", "Every figure comes from the tariff sheet of the day of print.")
    job.submit(34).sign(33, "olga").approve(32, "oscar").start(31, due=-20)
    job.hold(15, "otto", "The regulator has moved its day by a quarter; Markku calls when the board has met.")


def timetable(job: Told) -> None:
    """In the quality check: one point has failed, two are open."""
    job.open(rounds_sold=3).submit(46).approve(45, "maren", "Read the times twice, please.")
    job.revise(
        42,
        "henrik",
        RebriefCause.OUR_ERROR,
        "We briefed the summer stops. Noticed by the harbour office, not by us.",
        hours="9",
        money=6500,
    )
    job.rewrite(42, "background", job.texts["background"] + "\nStops of the winter: the list of the harbour office of {ago_43}.")
    job.submit(41).approve(40, "maren").start(39, by="tara", due=-26).plan(39, by="tara", reached=6)
    job.assign(39, "cree", "Digits and colours", hours=30, until=-25, done=26)
    job.upload(28, 1, "quay poster.png", pictures.quay_poster(wrong=True))
    job.upload(28, 2, "timetable.png", pictures.quay_poster())
    job.hand_in(27).rework(26, "maren", "06:47 is 06:41. Check each against the list of the harbour.")
    job.upload(25, 1, "quay poster 2.png", pictures.quay_poster(), note="All times checked against the list.")
    job.hand_in(24).show(23, "maren").approved_by_client(12, note="Annika, after a night on the quay.")
    job.check(2, fails={2: "The telephone number of the office has changed: ask Annika for the new one."}, leaves=2)


def breakfasts(job: Told, request) -> None:
    """Second round in work, late, by a designer who has more to do than hours."""
    job.accept(request, 46, by="eli").submit(43).sign(42, "pia").approve(41, "dana", "No croissant with butter. I mean it.")
    job.start(40, by="tara", due=-26).plan(40, by="tara", reached=2)
    job.assign(40, "cree", "Posts and films", hours=40, until=-26, done=26)
    job.upload(28, 1, "breakfast post.png", pictures.breakfast_post(croissant=True))
    job.upload(28, 2, "morning film, frames.png", pictures.storyboard("Six mornings", pictures.TRAM_FRAMES, ground="#3d5a4c"))
    job.hand_in(27).show(26, "sam").changes_asked(20, "The croissant with butter has to go, and the child holds the pan like a cook.")
    job.next_round(19, by="tara", due=-2)
    job.assign(5, "cree", "Posts without the croissant", hours=46, until=5, by="tara")
    job.upload(6, 1, "breakfast post 2.png", pictures.breakfast_post(), note="Without the croissant.")


def gift_box(job: Told) -> None:
    """Handed in: the internal review is to be done."""
    job.open().submit(36).approve(35, "sam", "Beautiful. Watch the die line.")
    job.start(34, due=-6).plan(34, reached=3)
    job.assign(34, "cree", "Box and leaflet", hours=60, until=-6, done=6)
    job.assign(4, "cree", "Artwork of the die line", hours=38, until=6)
    job.upload(8, 1, "gift box, route A.png", pictures.lotus_box())
    job.upload(8, 2, "leaflet.png", pictures.lotus_leaflet())
    job.hand_in(2, note="The flower opens when the lid is lifted.")


def lanes(job: Told) -> None:
    """The client approves; the quality check is to be started."""
    job.open().submit(37).approve(36, "maren").start(35, due=-20).plan(35, reached=5)
    job.assign(35, "cree", "Map and banners", hours=24, until=-19, done=20)
    job.upload(22, 1, "map of minutes.png", pictures.minutes_map())
    job.upload(22, 2, "banners.png", pictures.lane_banner())
    job.hand_in(20).show(18, "maren")
    sanna = job.invite(18, "Sanna Wirtanen", decides=True)
    job.pin(16, job.deliverable(1).files.get(), sanna, "The arrow of Hervanta is perfect.", at=(250, 700), wish="keep")
    job.verdict(3, 1, sanna, "approved", "Off to the city with it.")
    job.verdict(3, 2, sanna, "approved")


def broadband(job: Told) -> None:
    """Cancelled: the client gave notice."""
    job.open().submit(30).approve(29, "sam").start(28, due=-14)
    job.cancel(9, "sam", "Copperline has given notice and builds a team of its own; Niamh stops all new work.")


# ── Being written and approved ───────────────────────────────────────────────────────────────────


def notice_account(job: Told) -> None:
    """In review: its strategy is signed off, the director's yes is missing."""
    job.open().rewrite(16, "proposition", "Safe money for patient people, and the best rate of the year.").submit(15)
    job.send_back(14, "pia", "The proposition said two things.", ("proposition", "Safe and patient: which of the two?"))
    job.rewrite(9, "proposition", job.texts["proposition"]).settle(9, "proposition")
    job.submit(8).sign(5, "pia", "Eleven at night, with one thumb. That is it.")


def first_keys(job: Told) -> None:
    """Sent back: one remark is settled, two are open."""
    job.open().submit(8)
    job.send_back(
        6,
        "dana",
        "A good guide, but I do not know yet whom it is for when one of the two has read it already.",
        ("audience", "Couples, or the one of them who reads? Choose."),
        ("channels", "E-mail to whom? “Members who asked” are 400 people."),
        ("tone", "The surveyor is lovely. Give us one sentence that he would say."),
    )
    job.rewrite(3, "tone", job.texts["tone"] + " He would say: “That crack is older than you, and it will outlive us both.”").settle(
        3, "tone"
    )


def stand(job: Told, request) -> None:
    """Approved: creative has not begun."""
    job.accept(request, 16, by="eli").submit(12).approve(
        6, "sam", "Four minutes is the idea. Do not let the builder talk you out of the cooker."
    )
