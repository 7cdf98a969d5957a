# Sign-in and security: where a person is signed in, and the mail that tells of something unusual.

menu-security = Sign-in and security
security-title = Sign-in and security
security-lead = See where you are signed in, and sign out of places you do not use.
places-title = Where you are signed in
places-count = { $count ->
    [one] 1 place
   *[other] { $count } places
}
places-lead = A sign-in ends by itself when nobody uses it for a while.
places-this = This device
places-began = Signed in { $at }, with { $how }
places-used = Last used { $at }
places-used-now = In use now
places-end = Sign out
places-others = Sign out everywhere else
places-others-more = You stay signed in here. All other places must sign in again.
places-ended = That place is signed out.
places-others-ended = You are signed out everywhere else.
places-mail = We tell you about new devices.
places-mail-more = When someone signs in as you on a new device, you get an e-mail. If it was not you, sign out everywhere else here, and call your clinic at { $phone }.
method-email = an e-mailed code
device-both = { $browser } on { $system }
device-unknown = A device we do not recognize
did-session-ended = signed out one of your devices
did-others-ended = signed out everywhere else

step-up-title = Is it really you?
step-up-lead = Before this change, please show that it is still you. This keeps your account safe when a screen was left open.
step-up-email = We send a code to the e-mail address that you sign in with.
step-up-go = Continue
step-up-done = Thank you. You can go on now.
error-prove-first = Please show first that it is you, then try again.
did-prove = proved again who they are
did-prove-failed = tried to prove who they are with a wrong code
step-up-not-now = Do not do this now
step-up-sent = We sent a new code to the e-mail address that you sign in with.

mail-device-subject = New sign-in at { $clinic }
mail-device-what = Someone signed in to your account at { $clinic } on a new device: { $device }, { $at }.
mail-device-you = Was it you? Then there is nothing to do.
mail-device-not-you = Was it not you? Open the portal the way you always do, go to “Sign-in and security” and choose “Sign out everywhere else”. Then call { $clinic } at { $phone }.
mail-tries-subject = Wrong sign-in codes at { $clinic }
mail-tries-what = Someone typed several wrong codes for your account at { $clinic }, { $at }.
mail-tries-safe = Nobody got in that way. That code no longer works. You can ask for a new one.
mail-tries-do = Was it not you? Never tell anyone a code. If you are worried, call { $clinic } at { $phone }.
