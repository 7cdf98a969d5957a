# The record: kinds, lists, entries, states.

records-title = Your records
records-lead = Everything { $clinic } shares with you.
records-as-of = As of { $time }.
records-all = All your records
kind-medications = Medicines
kind-allergies = Allergies
kind-conditions = Conditions
kind-results = Test results
kind-vitals = Vitals
kind-immunizations = Vaccines
kind-visits = Visits
kind-documents = Documents
kind-procedures = Procedures
kind-care-team = Care team
kind-care-plans = Care plans
kind-goals = Health goals
kind-coverage = Insurance
kind-explanations-of-benefit = Insurance statements
kind-social-history = Lifestyle
kind-other = Other records

medicines-counts = { $now }, { $before }.
medicines-before = { $count ->
    [0] none from before
   *[other] { $count } from before
}
medicines-count = { $count ->
    [one] 1 medicine
   *[other] { $count } medicines
}
medicines-taking = Taking now
medicines-past = From before
medicines-now-none = Your clinic has no medicine written down that you take now.
medicines-none = No medicines here
medicines-none-more = When your clinic writes down a medicine for you, you will see it here.
medicines-ask = Do not stop or change a medicine on your own.
medicines-ask-more =
    Ask your clinic first. Tell them about vitamins, herbs and medicines from other doctors too.

allergies-heading = To know about
allergies-before = No longer a problem
allergies-none = No allergies here
allergies-none-more =
    Your clinic has not written down any. This does not mean you have none. If you have one, tell them.
allergies-none-known = No known allergies
allergies-none-known-more = Your clinic asked and wrote down that you have none. If this changes, tell them.

conditions-heading = Now
conditions-before = From before
conditions-none = No conditions here
conditions-none-more = When your clinic writes down a health problem, you will see it here.

other-none = Nothing here
other-none-more = Your clinic has not written anything down in this part.
not-offered = This part is not shared online
not-offered-more = The record system of { $clinic } does not offer it. Call the clinic and ask for a copy.

entry-facts = Details
entry-no-facts = Your clinic has not written more about this.
entry-codes = Codes used by clinics
entry-notes = Notes
fact-reason = What it is for
fact-period = From and to
fact-stopped-because = Why it was stopped
fact-reactions = What happens
fact-category = Kind
fact-certainty = How sure the clinic is
fact-onset = Began
fact-ended = Ended
fact-last = Last time
fact-recorded = Written down
fact-recorder = Written down by
fact-severity = How severe
fact-body-site = Where in the body
category-food = Food
category-medication = Medicine
category-environment = Something around you, like pollen
category-biologic = Vaccine or blood product
sure-unconfirmed = Not confirmed yet
sure-provisional = A first guess, still being checked
sure-differential = One of several possible causes
sure-presumed = Presumed
sure-refuted = Ruled out

state-active = Active
state-planned = Planned
state-on-hold = On hold
state-finished = Finished
state-stopped = Stopped
state-cancelled = Cancelled
state-not-taken = Not taken
state-unknown = Status unknown
state-severe = Can be severe
state-mild = Usually mild
state-allergy-active = Active
state-inactive = Not active
state-resolved = Resolved
state-current = Now
state-back = Came back
state-remission = In remission
medicines-now = { $count ->
    [0] You take none now
   *[other] You take { $count } now
}
allergies-now = { $count ->
    [0] No allergies now
    [one] 1 allergy to know about
   *[other] { $count } allergies to know about
}
conditions-now = { $count ->
    [0] No conditions now
    [one] 1 condition now
   *[other] { $count } conditions now
}
state-do-not-take = Do not take
entries-before = { $count ->
    [0] none from before
   *[other] { $count } from before
}
no-name = No name written down
