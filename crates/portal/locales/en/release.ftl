# When new results are shown, and what is said of those that are not shown yet.

timing-door = When results show
timing-title = When new test results show
timing-lead = You decide. Most people see each result as soon as it is ready.
timing-legend = When a new result is ready
timing-at-once = Show it at once
timing-at-once-more = You see each result as soon as it is ready. This may be before your clinician has read it.
timing-tell-first = Tell me first
timing-tell-first-more = You see the name of the test. The result opens when you say so.
timing-wait = Wait until my clinician has seen it
timing-wait-more = { $count ->
    [one] The result waits until a clinician has written about it, for 1 day at most. You can open it sooner.
   *[other] The result waits until a clinician has written about it, for { $count } days at most. You can open it sooner.
}
timing-save = Save
timing-saved = Saved. This is now your choice.
timing-default = Nobody has chosen yet, so results show at once.
timing-by-you = You chose this on { $date }.
timing-by-other = Someone else who can open this record chose this on { $date }.
timing-know = Good to know
timing-older = Your choice is for results that come from now on. Older ones stay as they are.
timing-end = If you change to “Show it at once”, every result that waits will open.
timing-shared = The choice belongs to this record. Everyone who can open it, such as a parent, sees results the same way and can change the choice.
timing-clinic = Your clinic can hold a single result back for a short time. You will see that, and why.
error-timing = Choose one of the three.

withheld-wish = { $count ->
    [one] 1 new result waits for you to open it, as you asked.
   *[other] { $count } new results wait for you to open them, as you asked.
}
waiting-title = Waiting as you asked
waiting-one = This result waits, as you asked
waiting-one-more = It is ready. Open it when you want to. What belongs to it opens with it.
waiting-show = Show it
waiting-show-all = { $count ->
    [one] Show it
   *[other] Show all { $count }
}
waiting-parts = { $count ->
    [one] with 1 single result
   *[other] with { $count } single results
}
waiting-until = opens by itself on { $date }
waiting-change = Change when results show

hold-title = On hold by your clinic
hold-one = A result on hold
hold-about = About this hold
hold-lead = Your clinic has this result but does not show it yet.
hold-why = Why
hold-reason = In the clinic’s words
hold-author = Who holds it
hold-until = Until
hold-ask = You can ask the clinic to show it now. Call:
hold-right = You have a right to your results. If you think this is wrong, you can also complain to the U.S. Department of Health and Human Services.
hold-sort-laboratory = Lab test
hold-sort-imaging = Imaging
hold-sort-pathology = Tissue test
hold-sort-cardiology = Heart test
hold-sort-result = Test result
hold-sort-entry = Entry
hold-preventing-harm = Seeing it now could put someone in danger.
hold-privacy = A privacy law does not allow it yet.
hold-security = It would not be safe for the records of others.
hold-infeasibility = The clinic is not able to show it yet.
hold-health-it-performance = The clinic’s computer system is being worked on.
hold-patient-request = You asked your clinic to wait.
error-on-hold = This result is not shown yet. The list says why and until when.

did-timing = chose when new results show
did-show-result = opened a result that waited
did-hold = put a result on hold for your clinic
did-lift = ended a hold on a result for your clinic
