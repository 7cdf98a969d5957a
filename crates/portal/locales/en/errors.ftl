# Errors by kind: what happened, and what to do.

err-not-found = We cannot find this page
err-not-found-more =
    The link may be old, or the page is not part of your record. Check the address, or go to Home.
err-not-licensed = This is not part of your clinic’s portal
err-not-licensed-more = { $clinic } does not use this part. Call the clinic if you need it.
err-switched-off = Your clinic has switched this off
err-switched-off-more = { $clinic } does not offer this right now. Call the clinic if you need it.
err-ehr-silent = We cannot reach your clinic’s records
err-ehr-silent-more =
    The record system of { $clinic } is not answering. Nothing is lost. Please try again in a few
    minutes.
err-ehr-refused = Your clinic’s records turned us away
err-ehr-refused-more =
    The record system of { $clinic } does not let us in right now. Nothing is lost. The clinic needs to
    fix this.
err-refused = You may not open this
err-refused-more =
    This part of the record at { $clinic } is not open to you. Call the clinic if you think it should
    be.
err-busy = Many people are here right now
err-busy-more = Nothing was changed. Please try again in a few seconds.
err-too-many = Too many tries
err-too-many-more = { $count ->
    [one] Please wait 1 minute, then try again.
   *[other] Please wait { $count } minutes, then try again.
}
err-session = Please sign in again
err-session-more = Your session at { $clinic } is over. This keeps your record safe.
err-bad-request = We could not read that
err-bad-request-more =
    Something in the request to { $clinic } was broken or too long. Nothing was changed. Go back and try
    again.
err-unexpected = Something went wrong on our side
err-unexpected-more =
    This is our mistake, not yours. { $clinic } has lost nothing. Please try again in a few minutes.
err-next = What you can do now
err-call = Call the clinic
err-help = Read the help page
err-reference = If you call, this helps us find it:
host-title = Nothing here
host-text = There is no site at this address. Check the address that your clinic gave you.
error-body = Something in this form is not right. Check it and send it again.
