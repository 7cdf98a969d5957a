# Signing in, and what is said when a session has ended.

door-promise = Your medicines, your allergies and your health record, in one place.
door-help = Need help? Call
signin-title = Sign in
sign-in-again = Sign in again
sign-in-lead = No password to remember. We send a code to your e-mail.
email = E-mail address
email-hint = The one your clinic has for you
send-code = Send my code
no-email = No e-mail at your clinic yet? Call
error-email = Enter an e-mail address like name@example.com
other-email = Use another e-mail
code-title = Check your e-mail
code-sent-before = If
code-sent-after = is with us, a code of { $digits } digits is on its way.
code-sent-minutes = { $minutes ->
    [one] It works for 1 minute.
   *[other] It works for { $minutes } minutes.
}
code-label = { $digits }-digit code
error-code = That code does not work. Check it, or ask for a new one.
code-wait = Nothing there? Look in your spam folder, or wait a minute and ask again.
code-again = Send a new code
code-new = A new code is on its way.
code-new-more = Use the newest e-mail. Older codes no longer work.
too-many = Too many tries.
too-many-more = { $count ->
    [one] Please wait 1 minute, then try again.
   *[other] Please wait { $count } minutes, then try again.
}
whom-title = Whose record do you want to open?
whom-lead = Your e-mail address is linked to more than one person. You can change later.
whom-open = Open record
error-whom = Choose a person
whom-born = Born in { $year }
ended-idle = We signed you out.
ended-idle-more = You were away for a while, so we closed your record to keep it safe.
ended-expired = Your time is up.
ended-expired-more = For your safety, you need to sign in again after a few hours.
ended-out = You are signed out.
ended-out-more = Your record is closed on this device.
ended-shared = Is this a shared computer? Close the browser window too.
ended-title = You are signed out
whom-no-name = Name not written down
