# Appointments: their words on Home and in the record.

appointment = Appointment
appointment-with = With { $who }
appointment-minutes = { $count ->
    [one] { $count } minute
   *[other] { $count } minutes
}
fact-starts = When
fact-with = With
fact-minutes = Minutes
fact-instruction = What to do before
said-booked = Booked
said-pending = Not confirmed yet
said-missed = Missed
said-waitlist = On the waiting list
