# Who saw the record.

log-title = Who saw your record
log-lead = Every time someone opened your record here, newest first.
log-zone = Times are in { $zone }.
log-none = Nothing here yet
log-none-more = When someone opens your record, you will see it here.
log-count = { $count ->
    [one] 1 event
   *[other] { $count } events
}
log-older = Older events
log-newest = Newest events
log-pages = Pages of this list
log-refused = Not allowed
log-nothing = Nothing was shown
log-odd = Do you see something odd?
log-odd-more = Call your clinic at { $phone } and ask about it.
who-you = You
who-caregiver = { $name }, who cares for you
who-staff = { $name }, from your clinic
who-app = The app { $name }
who-system = This site, by itself
who-unknown = Someone not signed in
did-code = asked for a sign-in code
did-sign-in = signed in
did-sign-in-failed = tried to sign in with a wrong code
did-sign-out = signed out
did-open = opened the record
did-home = looked at Home
did-arrange = arranged the cards of Home
did-overview = looked at the list of records
did-list = looked at the list: { $kind }
did-entry = looked at one entry: { $kind }
did-prescriptions = looked at prescriptions
did-profile = looked at the profile
did-log = looked at this list
did-display = changed the language or the look
did-other = did something else: { $name }
who-caregiver-unnamed = Someone who cares for you
