# Prescriptions, and the card of a medicine.

prescriptions-title = Prescriptions
prescriptions-active = Active
prescriptions-past = From before
prescriptions-none = No prescriptions here
prescriptions-none-more = When your clinic writes a prescription for you, you will see it here.
rx-for = For:
rx-no-take = Your clinic has not written how to take this. Ask them.
rx-prescriber = Prescribed by
rx-npi = NPI { $npi }
rx-written = Written
rx-refills = Refills allowed
rx-quantity = Amount per fill
rx-supply = One fill lasts
rx-days = { $count ->
    [one] 1 day
   *[other] { $count } days
}
rx-open = See details
