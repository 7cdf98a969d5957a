# Help, accessibility statement, privacy.

help-title = Help
help-lead = Short answers. If yours is not here, call us.
help-sign-in = How do I sign in?
help-sign-in-more =
    Type the e-mail address that your clinic has for you. We send a code. Type the code, and you are in.
    You need no password.
help-no-code = The code does not come
help-no-code-more =
    Wait a minute, then look in your spam folder. Then ask for a new code. Still nothing? Your clinic
    may have another e-mail address for you. Call them.
help-family = I care for a child or a parent
help-family-more =
    If your clinic has your e-mail address for them too, you can choose whose record to open after you
    type the code.
help-wrong = Something in my record is wrong
help-wrong-more = Call your clinic. Only they can change the record.
help-time = Why was I signed out?
help-time-more =
    After 15 minutes without use we close your record. This keeps it safe when you forget to sign out.
help-language = Can I read this in my language?
help-language-more =
    Yes. Choose English, Spanish, Chinese or Vietnamese at the bottom of any page. Names of medicines
    and notes stay as your clinic wrote them.
help-call = Call { $clinic }
help-emergency = This site is not for emergencies. Call { $number } if you need help right away.

access-title = Accessibility
access-lead = Everyone should be able to read and use this site.
access-aim = What we aim for
access-aim-more = We follow the Web Content Accessibility Guidelines (WCAG) 2.2, level AA.
access-works = What works
access-works-keyboard = You can do everything with a keyboard.
access-works-reader = Screen readers can read every page. Pictures that only decorate are hidden from them.
access-works-zoom = You can make the text twice as large, or zoom to four times, and lose nothing.
access-works-color = You can choose light, dark or high contrast. No meaning is in color alone.
access-works-script = Every page works when scripts are turned off.
access-limits = What we know is not perfect
access-limits-more =
    Names of medicines, notes and other words from your clinic are in the language your clinic wrote
    them in.
access-tell = Something does not work for you?
access-tell-more =
    Call { $clinic } at { $phone } and tell them which page it is. They can also read things to you or
    send them on paper.

privacy-title = Privacy
privacy-lead = Your record belongs to you. This is how we treat it.
privacy-where = Where your record is
privacy-where-more =
    Your health record stays in the system of { $clinic }. When you open a page, we ask that system and
    show you the answer. We do not keep a copy.
privacy-keep = What we keep
privacy-keep-more =
    We keep your e-mail address, when you signed in, and a list of who opened your record and when.
privacy-see = Who can see your record here
privacy-see-more =
    You, the people your clinic lets care for you, and the clinic’s own staff. You can read the full
    list at any time.
privacy-see-link = See who saw your record
privacy-never = What we never do
privacy-never-more = We show no ads, we use no trackers, and pages never talk to other companies’ sites.
privacy-cookies = Cookies
privacy-cookies-more =
    One cookie keeps you signed in. Others remember your language and colors. Your browser also notes
    when you last used this site, to warn you before we sign you out.
