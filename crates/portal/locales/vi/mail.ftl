# The mail with the sign-in code. It says nothing of health.

mail-code-subject = Mã đăng nhập của quý vị
mail-code-hello = Xin chào,
mail-code-code = Mã đăng nhập của quý vị tại { $clinic } là { $code }.
mail-code-life = Mã dùng được một lần, trong { $minutes } phút.
mail-code-not-you =
    Quý vị không yêu cầu mã này? Vậy quý vị có thể xóa email này. Không ai đăng nhập được nếu không có
    mã.
