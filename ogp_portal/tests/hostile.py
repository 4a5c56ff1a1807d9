"""Texts that would do something if a page, a letter or a file took them for more than text."""

SCRIPT = "<script>alert('zqx')</script>"
TEXTS = (
    SCRIPT,
    "\"><img src=x onerror=alert('zqx')>",
    "</textarea><svg onload=alert('zqx')>",
    "</title><iframe srcdoc=\"<script>alert('zqx')</script>\">",
    "{{7*7}} {% now 'Y' %} ${7*7} #{7*7}",
    "[a link](javascript:alert('zqx'))",
    "[another](data:text/html;base64,PHNjcmlwdD4=) <javascript:alert('zqx')>",
    "![a picture](https://elsewhere.example/zqx.png)",
    '<a href="https://elsewhere.example" style="position:fixed" onclick="alert(\'zqx\')">here</a>',
    "[x]: javascript:alert('zqx') \"title\"\n\n[x]",
    "\u202egnihtemos \u2066else\u2069 \u200b\ufeff",
    "🦜 𝕂𝕚𝕒 𝕠𝕣𝕒 m\u0101ori a\u0304",
    "&lt;script&gt; &amp;lt; <!-- --> ]]> %3Cscript%3E",
    "Subject: hello\r\nBcc: everybody@elsewhere.example",
    '=HYPERLINK("https://elsewhere.example") @SUM(1) -1 +1',
    "' OR 1=1 -- ; DROP TABLE plans_user",
)
ALL = "\n\n".join(TEXTS)
