# About the plain words beside the clinic's own.

gloss-source = 通俗说明，由本网站编写，并非出自您的诊所。
gloss-named = { $name }：
