# Finding things in the record, and printing it.

find-title = Search your records
find-words = Words to look for
find-go = Search
find-more = Kind of record and dates
find-kind = Kind of record
find-any = All
find-tools = Search, filter, sort
find-only = Which ones
find-from = From this day
find-to = To this day
find-sort = Order
find-newest = Newest first
find-oldest = Oldest first
find-name = By name, A to Z
find-apply = Show
find-clear = Clear
find-shown = { $shown } of { $of } shown.
find-hits = { $shown } of { $of } entries match.
find-held = { $count ->
    [one] 1 entry in all.
   *[other] { $count } entries in all.
}
find-none-more = Try fewer or other words, or other dates.
find-undated = { $count ->
    [one] 1 entry has no date. It is listed unless you choose days.
   *[other] { $count } entries have no date. They are listed unless you choose days.
}
find-undated-out = { $count ->
    [one] 1 entry without a date is left out.
   *[other] { $count } entries without a date are left out.
}
find-incomplete = This search may have missed something.
find-silent = We could not look in: { $kinds }. Your clinic’s record system is not answering. Try again soon.
find-partial = Your clinic’s record system did not give us all of: { $kinds }.
find-now = Now
find-before = From before
find-laboratory = Lab values
find-imaging = Imaging
find-report = Reports
find-jump = Jump to
find-group-undated = Without a date
find-group-other = Other
find-error-words = Use fewer words: 200 letters at most.
find-error-empty = Type a word, or choose a kind of record or a day.
find-error-date = Write the day as year, month and day, like 2026-03-14.
find-error-order = The last day must not be before the first day.
find-error-choice = Choose one from the list.
entries-count = { $count ->
    [one] 1 entry
   *[other] { $count } entries
}
did-search = searched the records
did-print = opened all records to print them

print-link = Print
print-how = This page is made for paper. To print it or save it as a PDF, use your browser’s print command.
print-button = Print this page
print-for = Printed for
print-born = Born
print-from = From
print-as-of = As of
print-date = Date
print-what = What is written down
print-absent = Your clinic does not share these parts online: { $kinds }.
