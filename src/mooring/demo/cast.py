"""The made-up company of the demo. Every name is put together by chance from common ones; none is of a person."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """A site with the names people there might bear."""

    name: str
    zone: str
    holidays: str
    share: int  # of a hundred people
    given: tuple[str, ...]
    family: tuple[str, ...]
    languages: tuple[str, ...]
    surname_first: bool = False


COMPANY = "Larkfield"
ABOUT = "Software for schools, made by people who seldom share a room."

# A page must hold a name like this one.
LONGEST_NAME = "Maria da Conceição Evangelista de Albuquerque e Vasconcelos Montenegro"

PLACES = (
    Place(
        "Lisbon",
        "Europe/Lisbon",
        "PT",
        22,
        (
            "Amara",
            "Inês",
            "João",
            "Marta",
            "Tiago",
            "Beatriz",
            "Rui",
            "Leonor",
            "Fátima",
            "Duarte",
            "Catarina",
            "Nuno",
            "Sofia",
            "Vasco",
            "Mariana",
            "Zola",
        ),
        (
            "Almeida",
            "Ferreira",
            "Pinto",
            "Carvalho",
            "Nogueira",
            "Tavares",
            "Moreira da Silva",
            "Antunes",
            "Brito",
            "Quintela",
            "Valadares",
            "Sá Couto",
        ),
        ("pt", "en"),
    ),
    Place(
        "Kraków",
        "Europe/Warsaw",
        "PL",
        18,
        (
            "Zbigniew",
            "Agnieszka",
            "Kateryna",
            "Paweł",
            "Małgorzata",
            "Łukasz",
            "Oksana",
            "Wojciech",
            "Zofia",
            "Stanisław",
            "Halina",
            "Grzegorz",
            "Iwona",
            "Bohdan",
        ),
        (
            "Wójcik",
            "Kowalczyk",
            "Bondarenko",
            "Kaczmarek",
            "Mazur",
            "Sikora",
            "Zając",
            "Gołąb",
            "Dąbek",
            "Łoś",
            "Shevchuk",
            "Wrona",
        ),
        ("pl", "en"),
    ),
    Place(
        "Nairobi",
        "Africa/Nairobi",
        "KE",
        16,
        (
            "Wanjikũ",
            "Achieng",
            "Kamau",
            "Njeri",
            "Otieno",
            "Wambui",
            "Kiprop",
            "Nyambura",
            "Mwangi",
            "Akinyi",
            "Baraka",
            "Zawadi",
            "Makena",
            "Juma",
        ),
        ("Kariuki", "Odhiambo", "Mutua", "Wanyama", "Cheruiyot", "Ndung’u", "Omondi", "Kimani", "Barasa", "Wekesa", "Githinji"),
        ("sw", "en"),
    ),
    Place(
        "Hà Nội",
        "Asia/Ho_Chi_Minh",
        "VN",
        14,
        (
            "Minh Châu",
            "Quốc Tuấn",
            "Thu Hà",
            "Đức Anh",
            "Ngọc Lan",
            "Văn Hùng",
            "Bảo Ngọc",
            "Thanh Tùng",
            "Khánh Linh",
            "Hồng Nhung",
            "Gia Huy",
            "Mai Phương",
        ),
        ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Ngô"),
        ("vi", "en"),
        surname_first=True,
    ),
    Place(
        "Montréal",
        "America/Toronto",
        "CA-QC",
        13,
        (
            "Marie-Ève",
            "Devon",
            "Chloé",
            "Étienne",
            "Naomi",
            "Guillaume",
            "Priya",
            "Antoine",
            "Geneviève",
            "Malik",
            "Solène",
            "Xavier",
            "Imani",
            "Rose",
        ),
        (
            "Tremblay",
            "Bergeron",
            "Lachance",
            "Clarke",
            "Gagnon",
            "Venkataraghavan",
            "Desrosiers",
            "Baptiste",
            "O’Connor",
            "Fournier",
            "Marchand",
        ),
        ("fr", "en"),
    ),
    Place(
        "São Paulo",
        "America/Sao_Paulo",
        "BR-SP",
        11,
        ("João Pedro", "Luísa", "Thiago", "Camila", "Rafael", "Yasmin", "Caio", "Helena", "Otávio", "Bruna", "Davi", "Larissa"),
        ("de Almeida", "Souza", "Nakamura", "Ribeiro", "Vasconcelos", "Teixeira", "dos Anjos", "Barbosa", "Yamada", "Fontes"),
        ("pt", "en"),
    ),
    Place(
        "Wellington",
        "Pacific/Auckland",
        "NZ-WGN",
        6,
        ("Anahera", "Wiremu", "Grace", "Tama", "Isla", "Hemi", "Ruby", "Aroha", "Finn", "Mere"),
        ("Te Rangi", "Walker", "Parata", "Hughes", "Ngata", "Fraser", "Kereama", "Bell"),
        ("en", "mi"),
    ),
)

# Team and how many are in it; 240 in all.
TEAMS = (
    ("Support", 41),
    ("Platform", 34),
    ("Sales", 28),
    ("Operations", 22),
    ("Data", 18),
    ("Learning", 16),
    ("Schools", 15),
    ("Mobile", 14),
    ("Design", 12),
    ("Finance", 11),
    ("People", 9),
    ("Security", 8),
    ("Marketing", 8),
    ("Legal", 4),
)

INTERESTS = (
    "bread and baking", "chess", "cycling", "choirs", "bouldering", "gardening", "board games", "film photography", "long walks",
    "sketching", "podcasts", "football", "swimming", "knitting", "science fiction", "jazz", "cooking for many", "birds", "sailing",
    "languages", "volunteering", "dogs", "history", "repairing things", "running", "poetry", "camping", "pottery", "drumming", "maps",
)  # fmt: skip
SKILLS = (
    "giving feedback", "writing clearly", "incident reviews", "spreadsheets", "public speaking", "running a workshop", "SQL",
    "hiring well", "accessibility", "calm hand-overs", "leading for the first time", "saying no", "Portuguese", "negotiating",
    "user interviews", "Python", "budgeting", "facilitating", "planning a week", "on-call habits", "drawing diagrams", "data ethics",
)  # fmt: skip
TITLES = {
    "Support": "Support engineer", "Platform": "Software engineer", "Sales": "Account manager", "Operations": "Operations engineer",
    "Data": "Data analyst", "Learning": "Learning designer", "Schools": "School partner", "Mobile": "App developer",
    "Design": "Designer", "Finance": "Controller", "People": "People partner", "Security": "Security engineer",
    "Marketing": "Editor", "Legal": "Counsel",
}  # fmt: skip
PRONOUNS = ("", "", "", "", "she/her", "he/him", "they/them")
