# Words of the frame: navigation, footer, display, and phrases that several pages use.

skip = Skip to main content
nav-main = Main
nav-home = Home
nav-records = Records
nav-more = More
menu-open = open your menu
menu-viewing = You are looking at the record of
menu-profile = Your profile
menu-log = Who saw your record
menu-whom = Open another person’s record
menu-out = Sign out
go-home = Go to Home
try-again = Try again
reference = Reference
error-word = Error:
errors-title = { $count ->
    [one] One thing to fix
   *[other] { $count } things to fix
}

foot-emergency = Is it an emergency?
foot-emergency-call = Call { $number }. Nobody watches this site around the clock.
foot-help = Help
foot-accessibility = Accessibility
foot-privacy = Privacy

display-title = How pages look
display-language = Language
display-look = Colors and contrast
theme-auto = Same as my device
theme-light = Light
theme-dark = Dark
theme-contrast = High contrast

idle-title = Are you still there?
idle-text = To keep your record safe, we will sign you out soon. Do you want to stay signed in?
idle-stay = Stay signed in

list-all = { $count ->
    [0] No entries.
    [one] 1 entry, shown here.
   *[other] { $count } entries, all shown.
}
list-some = { $count ->
    [0] No entries to show.
    [one] 1 entry shown.
   *[other] { $count } entries shown.
}
list-source = From { $source }, as of { $time }.
entries-word = { $count ->
    [one] entry
   *[other] entries
}
withheld-mistake = { $count ->
    [one] 1 entry was marked as entered by mistake and is not shown.
   *[other] { $count } entries were marked as entered by mistake and are not shown.
}
withheld-other = { $count ->
    [one] 1 entry seems to belong to someone else and is not shown.
   *[other] { $count } entries seem to belong to someone else and are not shown.
}
withheld-hold = { $count ->
    [one] 1 entry is on hold by your care team and is not shown yet.
   *[other] { $count } entries are on hold by your care team and are not shown yet.
}
incomplete-title = This list may not be complete.
incomplete-part = The clinic’s record system did not give us everything. Try again in a few minutes.
incomplete-many = There are more entries than we can show here. Ask your clinic for the full list.
incomplete-not-offered = The clinic’s record system does not share this part.

down-silent = We cannot reach this part now
down-silent-more =
    The clinic’s record system is not answering. Nothing is lost. Please try again in a few minutes.
down-refused = We may not open this part now
down-refused-more = The clinic’s record system turned us away. Nothing is lost. The clinic needs to fix this.
down-unconnected = Not connected yet
down-unconnected-more = Your clinic has not linked its record system to this site yet.
down-unreadable = We cannot read this part now
down-unreadable-more =
    The clinic’s record system sent an answer that we cannot trust, so we do not show it. Nothing is lost.
    Please try again in a few minutes.
down-resting = This part needs a short rest
down-resting-more =
    The clinic’s record system has too much to do right now. Nothing is lost. Please try again in a minute.
down-ours = Something went wrong on our side
down-ours-more = Nothing is lost. Please try again. If it goes on, tell your clinic the reference below.
card-loading = Getting this from your clinic…
card-more = { $count ->
    [one] and 1 more
   *[other] and { $count } more
}

record-wrong = Is something wrong or missing?
record-wrong-more = Call your clinic. They can check your record and correct it.
gallery-title = Gallery
