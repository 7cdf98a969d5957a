# Home.

hello-morning = Good morning
hello-afternoon = Good afternoon
hello-evening = Good evening
hello-morning-name = Good morning, { $name }
hello-afternoon-name = Good afternoon, { $name }
hello-evening-name = Good evening, { $name }
home-care = Your care
card-medicines-go = See all medicines
card-medicines-none = No medicines now
card-medicines-none-more = Medicines that your clinic knows about show here.
card-allergies-go = See all allergies
card-allergies-none = No allergies written down
card-allergies-none-more = If you have one, tell your clinic.
card-conditions-go = See all conditions
card-conditions-none = No conditions now
card-conditions-none-more = Health problems that your clinic has written down show here.
card-as-of = As of { $time }
card-medicines = Medicines
card-allergies = Allergies
card-conditions = Conditions

# What needs the patient today.
home-needs = { $count ->
    [1] One thing needs you today.
    [2] Two things need you today.
    [3] Three things need you today.
    [4] Four things need you today.
    [5] Five things need you today.
    [6] Six things need you today.
    [7] Seven things need you today.
    [8] Eight things need you today.
    [9] Nine things need you today.
    [10] Ten things need you today.
   *[other] { $count } things need you today.
}
home-asking = Checking what needs you today…
home-needs-none = Nothing needs you today.
home-needs-unknown = We cannot tell yet what needs you today.
home-unchecked = We could not check everything. Not checked: { $parts }. There may be more.
home-needs-title = Also today
home-needs-more = { $count ->
    [one] and { $count } more new thing in your results
   *[other] and { $count } more new things, see your results
}
need-booked = Booked
need-unconfirmed = Not confirmed yet
need-appointment-go = See details
need-ends = Runs out soon
need-ends-note = What was prescribed lasts until { $date } at most.
need-no-refills = No refills
need-no-refills-note = This prescription allows no refills. Call your clinic if you need more.
need-new = New
need-result-note = Test result of { $date }
need-document-note = Document of { $date }
soon-today = Today at { $time }
soon-tomorrow = Tomorrow at { $time }
soon-now = now
soon-minutes = { $count ->
    [one] in { $count } minute
   *[other] in { $count } minutes
}
soon-hours = { $count ->
    [one] in { $count } hour
   *[other] in { $count } hours
}

# The newer cards.
card-results = Test results
card-results-go = See all results
card-results-none = No test results
card-results-none-more = Results of your lab tests and scans show here.
card-vitals = Vital signs
card-vitals-go = See all vital signs
card-vitals-none = No vital signs
card-vitals-none-more = Blood pressure, weight and the like show here when your clinic measures them.
card-vitals-latest = Last measured { $date }
card-appointments = Appointments
card-appointments-go = See all appointments
card-appointments-none = No appointments ahead
card-appointments-none-more = Call your clinic if you would like to be seen.
card-appointments-ahead = { $count ->
    [one] { $count } appointment ahead
   *[other] { $count } appointments ahead
}
card-immunizations = Vaccines
card-immunizations-go = See all vaccines
card-immunizations-none = No vaccines written down
card-immunizations-none-more = Vaccines that your clinic knows about show here.
card-visits = Visits and notes
card-visits-go = See all visits
card-visits-none = No visits
card-visits-none-more = Your visits to the clinic show here.
card-documents = Documents
card-documents-go = See all documents
card-documents-none = No documents
card-documents-none-more = Letters and notes from your clinic show here.
card-care-team = Care team
card-care-team-go = See your care team
card-care-team-none = No care team written down
card-care-team-none-more = The people who look after you show here.
card-care-team-people = { $count ->
    [one] { $count } person looks after you
   *[other] { $count } people look after you
}
card-latest = Latest: { $date }

home-glance = At a glance
home-all-hidden = You have hidden all cards. You can show them again.
glance-appointments = Appointments ahead
glance-medicines = Medicines now
glance-results = Test results this year
glance-documents = Documents
glance-unknown = Not known now

# Arranging the cards.
cards-title = Arrange cards
cards-lead = Choose which cards Home shows, and in which order. It counts for you alone.
cards-needs-stay = What needs you today always comes first and cannot be hidden.
cards-all = All cards
cards-place = Card { $number } of { $all }
cards-hidden = Hidden
cards-up = Move up
cards-down = Move down
cards-hide = Hide
cards-show = Show
cards-reset = Back to the first order
cards-done-moved = { $card } is now card { $place }.
cards-done-hidden = { $card } is hidden. You can show it again here.
cards-done-shown = { $card } is shown again.
cards-done-reset = All cards show again in the first order.
error-card-unknown = This card does not exist.
error-card-twice = Name each card once.
