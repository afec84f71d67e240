"""Names of months, as newspapers' sites print them."""

from __future__ import annotations

import re
import unicodedata

_LATIN = (
    "january januar janvier enero gennaio janeiro januari januára január ocak stycznia jan janv ene gen sty oca",
    "february februar février fevrier febrero febbraio fevereiro februari február şubat lutego feb febr févr fév lut",
    "march märz mars marzo março maart március mart marca mar mär mrz mrt márc",
    "april avril abril aprile április nisan kwietnia apr avr abr kwi ápr",
    "may mai mayo maggio maio mei maj május mayıs maja mag máj",
    "june juni juin junio giugno junho június haziran czerwca jun giu jún",
    "july juli juillet julio luglio julho július temmuz lipca jul juil lug júl",
    "august août aout agosto augustus augusti augusztus ağustos sierpnia aug ago",
    "september septembre septiembre settembre setembro szeptember eylül września sep sept set szept",
    "october oktober octobre octubre ottobre outubro október ekim października oct okt ott out",
    "november novembre noviembre novembro kasım listopada nov",
    "december dezember décembre diciembre dicembre dezembro desember aralık grudnia dec dez dic déc des",
)
_GREEK = (
    "ιανουαρίου ιανουάριος ιαν", "φεβρουαρίου φεβρουάριος φεβ", "μαρτίου μάρτιος μαρ μάρ",
    "απριλίου απρίλιος απρ", "μαΐου μαΐος μάϊος μάιος μαϊ μάι", "ιουνίου ιούνιος ιουν ιούν",
    "ιουλίου ιούλιος ιουλ ιούλ", "αυγούστου αύγουστος αυγ αύγ", "σεπτεμβρίου σεπτέμβριος σεπ",
    "οκτωβρίου οκτώβριος οκτ", "νοεμβρίου νοέμβριος νοε", "δεκεμβρίου δεκέμβριος δεκ",
)  # fmt: skip
_CYRILLIC = (
    "января январь янв січня січ", "февраля февраль фев лютого лют", "марта март мар березня бер",
    "апреля апрель апр квітня кві", "мая май травня тра", "июня июнь июн червня чер", "июля июль июл липня лип",
    "августа август авг серпня сер", "сентября сентябрь сен сент вересня вер", "октября октябрь окт жовтня жов",
    "ноября ноябрь ноя нояб листопада лис", "декабря декабрь дек грудня гру",
)  # fmt: skip
MONTH_OF = {
    unicodedata.normalize("NFKC", name): number
    for table in (_LATIN, _GREEK, _CYRILLIC)
    for number, names in enumerate(table, 1)
    for name in names.split()
}
"""Number of the month by its name in lower case."""
MONTH_WORD = "|".join(sorted(map(re.escape, MONTH_OF), key=len, reverse=True))
"""All names as one alternative of a pattern, longer ones first."""
