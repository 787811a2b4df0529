"""What the made-up articles are made of: names, numbers' units, and templates of sentences and questions."""

from __future__ import annotations

FIRST = (
    "Agnes Albert Beatrix Bernard Celeste Conrad Daphne Desmond Edith Emeric Farah Felix Greta Gideon Harriet Hakim"
    " Imogen Ivor Joanna Jasper Katya Kenneth Leonora Lionel Maeve Malcolm Nadia Nestor Odette Oscar Petra Piers Ramona"
    " Rupert Sabine Silas Tamsin Tobias Ursula Victor Wanda Wilfred Yasmin Zachary"
).split()
LAST_STARTS = "Ald Bren Cald Dren Elm Farn Gost Hald Ing Kess Lorn Marl Norr Ost Pell Quill Rav Stan Thorn Wex".split()
LAST_ENDS = (
    "bury croft dale er field gate holt ister low mann ner over ridge son stead ton vale well wick worth".split()
)
PLACE_STARTS = (
    "Ash Birch Cold Dun Elder Fern Glen Har Iron King Long Mill Nether Oak Penn Red Salt Thorn Up West".split()
)
PLACE_ENDS = "bourne bridge combe den ford ham haven hurst ley mere mouth pool port sea stoke thorpe water wold".split()
MONTHS = "January February March April May June July August September October November December".split()
WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
STREETS = "Canal Street|Foundry Lane|Chapel Road|Station Approach|Mill Hill|Quay Parade|Orchard Way|Tanner Row".split(
    "|"
)
REASONS = (
    "the old roof leaked in three places and the insurer refused to pay for another winter",
    "fewer than half of the seats had been taken since the fares went up",
    "the price of electricity had doubled within two years",
    "a survey found cracks in the foundations that nobody had looked for since the war",
    "two of the largest backers withdrew their money in the same week",
    "the lease runs out next year and the owner wants to build flats on the site",
    "a new rule on noise would have closed the doors at nine in the evening",
    "the river came within a hand's breadth of the machines twice in one spring",
)

# Each topic: the last words of its organisations, its headlines, its facts with the questions they answer (the lead
# sentence first), and sentences of its own. A fact is (sentence, question, answer).
Fact = tuple[str, str, str]
TOPICS: dict[str, tuple[tuple[str, ...], tuple[str, ...], tuple[Fact, ...], tuple[str, ...]]] = {
    "works": (
        ("Foundry", "Bakeries", "Textiles", "Instruments", "Shipyard", "Dairy"),
        ("{org} to move {count} jobs to {other}", "{org} leaves its old plant after {years} years"),
        (
            (
                "{org} will move {count} jobs to {other} before the end of {month}, the company said on {weekday}.",
                "How many jobs will {org} move?",
                "{count}",
            ),
            (
                "{lead}, who has run {org} since {year}, told the staff in a letter that the plant could not be saved.",
                "Who has run {org} since {year}?",
                "{lead}",
            ),
            (
                "The new hall that {org} has built on {street} cost {money} million pounds, a third more than planned.",
                "How much did the new hall of {org} cost?",
                "{money} million pounds",
            ),
            ("The company gave up the old site because {reason}.", "Why did {org} give up the old site?", "{reason}"),
        ),
        (
            "Most of the machines are to be sold at auction, although two of them are older than the buyers' parents.",
            "The night shift, which has {small} people left, will be the last to go.",
            "Orders from abroad rose by {percent} percent last year, and the order book is full until {month2}.",
            "A union official said that members would vote on the offer within {small} days.",
        ),
    ),
    "council": (
        ("Town Council", "District Council", "Parish Council", "Harbour Board"),
        ("{org} backs {lead}'s plan by {count} signatures", "Vote at {org} goes to {lead} after a long night"),
        (
            (
                "{org} approved a plan by {lead} on {weekday} night, after a petition had gathered {count} signatures.",
                "How many signatures did the petition to {org} gather?",
                "{count}",
            ),
            (
                "{second} cast the deciding vote at {org}, having opposed the plan until the day before.",
                "Who cast the deciding vote at {org}?",
                "{second}",
            ),
            (
                "The plan of {org} sets aside {money} million pounds for roads, drains and the school in {place}.",
                "How much money does the plan of {org} set aside?",
                "{money} million pounds",
            ),
            ("The hall on {street} will close because {reason}.", "Why will the hall of {org} close?", "{reason}"),
        ),
        (
            "The public gallery was full by seven, and those who came later listened to the debate on the stairs.",
            "Council tax will rise by {percent} percent, which is less than in the two years before.",
            "Opponents said that the figures had been shown to them only {small} hours before the meeting.",
            "The next election is in {month2}, and none of the {small} groups expects to win it outright.",
        ),
    ),
    "study": (
        ("Institute", "Observatory", "Field Station", "School of Medicine"),
        ("Study from {org} followed {count} people", "What {org} learned from {years} years of patience"),
        (
            (
                "Researchers at {org} who followed {count} volunteers have published what they found this autumn.",
                "How many volunteers did the researchers at {org} follow?",
                "{count}",
            ),
            (
                "The study at {org} was led by {lead}, who joined the group as a student in {year}.",
                "Who led the study at {org}?",
                "{lead}",
            ),
            (
                "The work at {org} was paid for with a grant of {money} million pounds that ends in {month}.",
                "How large was the grant of {org}?",
                "{money} million pounds",
            ),
            (
                "An earlier attempt was broken off because {reason}.",
                "Why was the earlier attempt at {org} broken off?",
                "{reason}",
            ),
        ),
        (
            "Half of those who took part kept a diary, and the other half wore a small sensor on the wrist.",
            "The effect was largest among people over {age}, in whom it came to {percent} percent.",
            "Other scientists welcomed the result but asked for a second group before anyone changes a guideline.",
            "All of the measurements can be downloaded by anybody who wants to check them.",
        ),
    ),
    "club": (
        ("Rovers", "Athletic", "Rowing Club", "Harriers", "Wanderers"),
        ("{lead} sends {org} up in front of {count}", "{org} celebrate in {place} after {years} years"),
        (
            (
                "A late goal by {lead} sent {org} into the higher division on {weekday}, and {count} people saw it.",
                "Who sent {org} into the higher division?",
                "{lead}",
            ),
            (
                "{second} has coached {org} since {year} and had never finished above the middle of the table before.",
                "Since when has {second} coached {org}?",
                "{year}",
            ),
            (
                "Going up is worth {money} million pounds to {org}, according to the treasurer.",
                "How much is going up worth to {org}?",
                "{money} million pounds",
            ),
            (
                "The club will leave its ground in {place} because {reason}.",
                "Why will {org} leave its ground?",
                "{reason}",
            ),
        ),
        (
            "The visitors had {percent} percent of the ball and nothing to show for it.",
            "The captain, who is {age}, said that he would decide about another season when his knees had been asked.",
            "Season tickets go on sale in {month2} at the price they have had for {small} years.",
            "The final whistle was lost in the noise, and the players only believed it when the lights went off.",
        ),
    ),
    "line": (
        ("Railway", "Ferries", "Tramways", "Airfield"),
        ("{org} opens its line to {other}", "{lead} reopens {org} for {count} passengers a week"),
        (
            (
                "{org} opened its service to {other} on {weekday}, and expects {count} passengers in an ordinary week.",
                "How many passengers does {org} expect in an ordinary week?",
                "{count}",
            ),
            (
                "The first ticket of {org} was sold to {second}, who had waited on the platform since before dawn.",
                "Who bought the first ticket of {org}?",
                "{second}",
            ),
            (
                "Rebuilding took {org} until {month} and cost {money} million pounds, most of it for one bridge.",
                "How much did rebuilding cost {org}?",
                "{money} million pounds",
            ),
            (
                "The service had been given up in {year} because {reason}.",
                "Why had the service of {org} been given up?",
                "{reason}",
            ),
        ),
        (
            "A single fare costs {small} pounds, and children under five travel free with a grown-up.",
            "Trains of thought were interrupted by the brass band, which had learned exactly {small} tunes.",
            "Punctuality is promised to be {percent} percent, a number that raised some laughter among the guests.",
            "The last departure leaves at twenty past ten, which is too early for those who work at the hospital.",
        ),
    ),
}

GENERAL = (
    "{third} from {place}, who is {age}, said it was the best news that the street had heard in {small} years.",
    "Not everybody is pleased, and a few neighbours have written to the paper for the {small}th time since {month2}.",
    "The numbers are hard to compare, because the way in which they are counted was changed in {year2}.",
    "Similar plans in {other} took twice as long as promised and were finished by people who had not begun them.",
    "A spokesman would not say what happens if the money runs out before the work does.",
    "By noon the car park on {street2} was full, and those who arrived later left their cars on the verge.",
    '"We have been promised this before," said {third}, "and we will believe it when we can stand on it."',
    "The weather, which had threatened all week, stayed dry until the speeches were over.",
    "Officials stressed that nothing changes for the moment and that letters will be sent to all who are concerned.",
    "Shops nearby report that takings rose by {percent2} percent, though some put that down to the summer.",
    "In {year2} a first attempt had failed by a small margin, and few expected a second one so soon.",
    "The archive keeps a photograph from {year2} on which the same corner can be seen with horses in it.",
    "Work begins at seven in the morning and must stop at six, except for the {small2} weekends around the harvest.",
    "An independent report is due in {month2}, and its authors have asked for the accounts of the past {small} years.",
    "Several families have moved away since, and the primary school is down to {small2} classes.",
    "It is not yet clear who will pay for the upkeep once the first {small2} years are over.",
    "The local radio station took calls for two hours, and hardly one of the callers agreed with the one before.",
    "{third}, who used to work there, remembers a time when the canteen served {small2}0 dinners a day.",
    "Visitors from {other} were shown round by pupils, who knew more about it than most of the adults.",
    "A petition against the lorries is still open and can be signed at the library on {street2}.",
    "The bishop, the mayor and the owner of the chip shop each claimed to have had the idea first.",
    "Whether that is enough will be seen in {month2}, when the first figures are published.",
    "There were no injuries, although a window on the ground floor has been boarded up since {weekday2}.",
    '"It is a start," said {third}, who has argued about the matter with three mayors and two bishops.',
    "Prices for a small house in {place} have risen by {percent2} percent since the rumour began.",
    "The rules allow an appeal within {small2} weeks, and at least one of those concerned has promised to use it.",
    "Volunteers handed out tea and soup until the early evening, and collected more than they had spent.",
    "An older law from {year2} would in theory still allow the whole thing to be stopped by a single landowner.",
    "The paint was still wet on {weekday2}, as the sleeve of at least one guest of honour could testify.",
    "Asked what he would do next, the foreman said that he would sleep, and then look at the drains.",
    "On the other side of the river the same question was settled years ago, without much noise and without a vote.",
    "Experts from the county had advised a smaller version, which would have cost about half and pleased nobody.",
)
