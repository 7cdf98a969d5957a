# Test results and vitals: one value, its trend, its report, the lists.

# One value.
range-you = You: { $value }
range-usual = Usual
range-story = { $name }: your result is { $value }. Usual range: { $range }.
result-unreadable = There is a result that we cannot show here. Ask your clinic for it.
result-started = This test has started.
result-started-more = There is no result yet.
result-early = This is an early result.
result-early-more = It may still change.
result-changed = This result was changed.
result-changed-more = Your clinic or the lab changed it after it was first reported. You see the newest one.
result-cancelled = This test was cancelled.
result-cancelled-more = It was not finished.
result-advice = This page shows what was measured. It does not replace advice from your care team.

# Over time.
trend-title = Over time
trend-yours = Your results
trend-upper = Upper number
trend-lower = Lower number
trend-table = Show as a table
trend-caption = { $name }: all results, newest first
trend-stands = How it stands
trend-this = This result
trend-other-unit = In another unit, not in the chart
trend-alone = We found no other result of this test in your records.
trend-no-chart = There are not enough numbers in one unit for a chart. The table has all results.
trend-missing = Your other results of this test could not be loaded.
trend-partial =
    Other results of this test may be missing here. The clinic’s record system did not give us everything.
trend-undrawn = { $count ->
    [one] 1 result is in the table only: it has another unit, no exact number or no date.
   *[other] { $count } results are in the table only: they have another unit, no exact number or no date.
}
trend-newest = The newest { $shown } of { $count } results are shown here. The full list has all of them.
trend-story =
    { $name } over time: { $count } results, from { $from } to { $to }. The first was { $first }, the
    newest is { $last }.
trend-ends = The lowest was { $least }, the highest { $most }.

# With it, and where it comes from.
together-title = Taken at the same time
together-part = Part of a report
members-title = Values in this report
members-test = Values in this test
members-missing = Not shown here: { $count } of { $total } values.
members-missing-more =
    They were marked as a mistake, are on hold, or did not reach us. Your clinic can tell you more.
about-test = About this test
about-report = About this report
about-reading = About this reading
about-ordered = Ordered by
about-not-loaded = Could not be loaded now
about-collected = Collected
about-measured = Measured
about-reported = Reported by the lab
about-visible = Visible to you since
about-laboratory = Laboratory
about-measured-by = Measured by
report-text = The full report
report-nothing = No text in this report
report-nothing-more = Your clinic has not put any words or values into it. Ask them for the report itself.

# The lists.
results-none = No test results here
results-none-more = When your clinic shares a test result with you, you will see it here.
results-part-of = Part of { $name }
results-values = { $count ->
    [one] 1 value
   *[other] { $count } values
}
results-odd = { $count ->
    [one] 1 not as usual
   *[other] { $count } not as usual
}
results-more = { $count ->
    [one] Show 1 more value
   *[other] Show { $count } more values
}
results-all-usual = All values in the usual range
vitals-none = No vitals here
vitals-none-more = When your clinic measures your blood pressure, weight or pulse, you will see it here.
vitals-latest = Newest of each
vitals-all = { $count ->
    [one] See this reading
   *[other] See all { $count } readings
}
vitals-older = { $count ->
    [one] Show 1 older reading
   *[other] Show { $count } older readings
}
