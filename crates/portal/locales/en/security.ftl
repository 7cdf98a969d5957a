# Sign-in and security: where a person is signed in, and the mail that tells of something unusual.

menu-security = Sign-in and security
security-title = Sign-in and security
security-lead = See how you sign in and where you are signed in, and sign out of places you do not use.
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

method-app = your app
method-recovery = a recovery code
ways-title = How you sign in
ways-email = E-mailed code
ways-email-more = A code we send to your e-mail. Simple, but anyone who can open your e-mail can use it.
ways-app = Authenticator app
ways-on = On
ways-app-more = An app on your phone shows a new code every 30 seconds. We ask for it after the e-mailed code. Much safer.
ways-app-since = On since { $date }.
ways-codes-left = { $count ->
    [0] No recovery codes left.
    [one] 1 recovery code left.
   *[other] { $count } recovery codes left.
}
ways-set-up = Set up
ways-remove = Remove
ways-new-codes = New recovery codes
ways-know = When you change something here, we sign you out everywhere else and send you an e-mail.
app-title = Set up an authenticator app
app-lead = You need an app that shows sign-in codes. Many are free, and your phone may have one already.
app-scan = 1. Scan this square
app-scan-more = Open the app, choose to add an account, and point your camera here.
app-qr = Square code to scan with your authenticator app
app-key = You cannot scan it?
app-key-more = Type this key into the app. It is secret: show it to no one.
app-type = 2. Type the code that the app shows
app-code = 6-digit code
app-code-hint = It changes every 30 seconds.
app-turn-on = Turn it on
app-removed = The app is removed. You sign in with an e-mailed code alone.
error-app-code = That code does not fit. Wait for the next one in the app and type it here.
error-app-there = There is an app already. Remove it first.
codes-title = Your recovery codes
codes-lead = If you lose your phone, one of these codes lets you in. Write them down or print them now.
codes-yours = Ten codes
codes-once = We show them only this once. Each works one time. Keep them away from your phone.
codes-kept = I have kept them
codes-print = Print
second-title = One more step
second-lead = Your account asks for a second code.
second-label = Code from your app
second-hint = Six digits. No phone at hand? Type one of your recovery codes.
second-lost = No app and no recovery code? Call
error-second = That code does not work. Wait for the next one, or use a recovery code.
did-change-sign-in = changed how they sign in

method-passkey = a passkey
ways-passkeys = Passkeys
ways-passkeys-more = Your finger, your face or your screen lock signs you in. Nothing to type, and no false page can steal it. The safest way.
ways-passkey-add = Add a passkey
ways-passkey-added = Added { $date }.
ways-passkey-used = Last used { $at }.
ways-passkey-unused = Not used yet.
ways-passkey-elsewhere = It works only at { $host }. Remove it and add a new one.
passkey-title = Add a passkey
passkey-lead = A passkey is your finger, your face or your screen lock. You sign in with it and type nothing.
passkey-name = Name for this passkey
passkey-name-hint = So that you know it again later, such as “My phone”.
passkey-go = Add it now
passkey-next = Your device asks for your finger, your face or your screen lock. None of that is ever sent to us.
passkey-shared = Do not add one on a device that other people use.
passkey-added = The passkey is added. From now on you can sign in with it.
passkey-removed = The passkey is removed. It does not sign you in any more. You can delete it on your device, too.
passkey-none = This page needs JavaScript and a browser that can use passkeys.
passkey-none-more = Turn JavaScript on, or try a newer browser. You can always sign in with an e-mailed code.
passkey-sign-in = Sign in with a passkey
passkey-sign-in-more = A passkey is your finger, your face or your screen lock. Nothing to type.
passkey-use = Use a passkey
passkey-or = or
passkey-cancelled = No passkey was used. You can try again, or choose another way.
passkey-refused = That passkey does not work here. Try again, or choose another way.
passkey-there = This device has a passkey for your account already.
passkey-busy = Too many tries. Wait a few minutes and try again.
passkey-failed = That did not work. Check your connection and try again.
invite-title = Sign in faster next time
invite-more = Use your finger, your face or your screen lock in place of a code.
invite-later = Not now
error-passkey = That passkey does not work here.
error-passkey-name = Type a name of at most 40 letters.
error-passkeys-many = You have 20 passkeys. Remove one first.

mail-device-subject = New sign-in at { $clinic }
mail-device-what = Someone signed in to your account at { $clinic } on a new device: { $device }, { $at }.
mail-device-you = Was it you? Then there is nothing to do.
mail-device-not-you = Was it not you? Open the portal the way you always do, go to “Sign-in and security” and choose “Sign out everywhere else”. Then call { $clinic } at { $phone }.
mail-tries-subject = Wrong sign-in codes at { $clinic }
mail-tries-what = Someone typed several wrong codes for your account at { $clinic }, { $at }.
mail-tries-safe = Nobody got in that way. That code no longer works. You can ask for a new one.
mail-tries-do = Was it not you? Never tell anyone a code. If you are worried, call { $clinic } at { $phone }.
mail-changed-subject = Your sign-in at { $clinic } was changed
mail-changed-what = How you sign in to { $clinic } was changed, { $at }. You were signed out everywhere else.
mail-changed-not-you = Was it not you? Call { $clinic } right away at { $phone }.
