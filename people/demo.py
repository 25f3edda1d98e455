"""The people of the demo agency: the cast of the tests (initials as ranks) and some colleagues. All at example.com."""

from dataclasses import dataclass, field

from people.states import Department, Grade, Rank


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """`boss` is the key of another. `is_cast`: offered as a log-in when the demo starts."""

    key: str
    name: str
    rank: Rank | None = None
    department: Department = Department.ACCOUNTS
    boss: str = ""
    grade: Grade = Grade.MID
    job_title: str = ""
    is_cast: bool = False
    facts: dict = field(default_factory=dict)

    @property
    def email(self) -> str:
        return f"{self.key}@example.com"

    @property
    def rank_label(self) -> str:
        if self.facts.get("is_superuser"):
            return "Admin"
        return str(self.rank.label if self.rank else self.department.label)


R, D, G = Rank, Department, Grade
EVERYBODY = (
    DemoPerson("hana", "Hana Avelar-Whitcombe", R.HEAD, job_title="Head of account services", is_cast=True),
    DemoPerson("dana", "Dana Hyväri-Pöyhönen", R.DIRECTOR, boss="hana", job_title="Account director", is_cast=True),
    DemoPerson("sam", "Sam Okafor-Lindqvist", R.SUPERVISOR, boss="dana", job_title="Account supervisor", is_cast=True),
    DemoPerson("eli", "Eli Puigdomènech i Vallverdú", R.EXECUTIVE, boss="sam", grade=G.SENIOR, is_cast=True),
    DemoPerson("cora", "Cora Nguyễn Thị Phương Thảo", R.COORDINATOR, boss="eli", grade=G.JUNIOR, is_cast=True),
    DemoPerson("oscar", "Oscar Fontaine", R.DIRECTOR, boss="hana", job_title="Account director"),
    DemoPerson("olga", "Olga Marchetti-Quill", R.SUPERVISOR, boss="oscar", job_title="Account supervisor"),
    DemoPerson("otto", "Otto Solbakken-Iversen", R.EXECUTIVE, boss="olga", is_cast=True, facts={"time_zone": "Europe/Helsinki"}),
    DemoPerson("pia", "Pia ศรีสุวรรณกาญจนา", None, D.PLANNING, boss="hana", job_title="Account planner", is_cast=True),
    DemoPerson("tara", "Tara Brennan", None, D.TRAFFIC, boss="hana", job_title="Traffic manager", is_cast=True),
    DemoPerson("fin", "Fin O’Hara-Byrne", None, D.FINANCE, boss="hana", job_title="Finance controller", is_cast=True),
    DemoPerson("cree", "Cree Nakamura", None, D.CREATIVE, boss="hana", job_title="Creative director", is_cast=True),
    DemoPerson("ada", "Ada Thorsen", None, D.TECHNICAL, job_title="Systems", is_cast=True, facts={"is_staff": True, "is_superuser": True}),
    DemoPerson("tomas", "Tomàs Vidal i Serra", R.EXECUTIVE, boss="sam"),
    DemoPerson("maren", "Maren Kivelä", R.SUPERVISOR, boss="dana", grade=G.SENIOR),
    DemoPerson("henrik", "Henrik Aalto", R.EXECUTIVE, boss="maren", facts={"weekly_hours": 30}),
    DemoPerson("thuy", "Trần Thị Bích Thủy", R.COORDINATOR, boss="olga", grade=G.JUNIOR),
    DemoPerson("sal", "Sal Moretti", None, D.SALES, boss="hana", job_title="New business"),
    DemoPerson("ruth", "Ruth Castellane", R.EXECUTIVE, boss="sam", grade=G.SENIOR),
)
DEMO_PEOPLE = tuple((person.email, person.name, person.rank_label) for person in EVERYBODY if person.is_cast)
