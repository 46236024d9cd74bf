#!/bin/sh
# Makes the subsets of Noto Sans in this folder.
#
#     apt-get install fonts-noto-core=20201225-1     # Noto Sans 2.004
#     pip install fonttools==4.68.0
#     sh fonts/make.sh
#
# Kept: Latin as place names use it (Basic, Latin-1, Extended-A, Extended-B, Additional), the
# modifier letters and combining marks of romanised names, punctuation. Kerning, marks, ligatures and
# localised forms (Romanian, Moldavian, Catalan) stay; small capitals and figure styles go.
set -eu

from=${1:-/usr/share/fonts/truetype/noto}
to=$(dirname "$0")

features=ccmp,locl,kern,mark,mkmk,liga,calt

subset() {
    SOURCE_DATE_EPOCH=1608854400 pyftsubset "$from/$1.ttf" \
        --unicodes="$2" \
        --layout-features="$features" \
        --no-hinting --drop-tables+=DSIG,STAT,meta \
        --name-IDs=0,1,2,3,4,5,6,13,14 --name-languages=0x409 \
        --no-recalc-timestamp \
        --output-file="$to/$1.ttf"
}

# Regular, Bold and Italic carry the same characters, so that a change of style never fails.
unicodes='U+0020-007E,U+00A0-0180,U+0181,U+0186,U+0187-018B,U+018E-0194,U+0196-019A,U+019D-01A5'
unicodes="$unicodes"',U+01AC-01B9,U+01C4-01DC,U+01E2-01FF,U+0218-021B,U+021E,U+021F,U+0226-0233'
unicodes="$unicodes"',U+0253,U+0254,U+0256,U+0257,U+0259,U+025B,U+0263,U+0268,U+0269,U+0272,U+0275'
unicodes="$unicodes"',U+0288-028B,U+0292,U+0294,U+02B0,U+02B7,U+02B9-02BF,U+02C6-02C8,U+02D8-02DD'
unicodes="$unicodes"',U+0300-030C,U+030F,U+0311,U+031B,U+0323-0328,U+032D,U+032E,U+0330,U+0331,U+0361'
unicodes="$unicodes"',U+1E02-1E21,U+1E24-1E2B,U+1E30-1E4B,U+1E56-1E99,U+1E9E,U+1EA0-1EF9'
unicodes="$unicodes"',U+2010-2015,U+2018-201E,U+2020-2022,U+2026,U+202F,U+2030,U+2032,U+2033,U+2039,U+203A'
unicodes="$unicodes"',U+2044,U+2070,U+2074-2079,U+2080-2089,U+20A6,U+20AC,U+2116,U+2122,U+25CC'

for style in Regular Bold Italic; do
    subset "NotoSans-$style" "$unicodes"
done

# Noto Sans has no mathematical signs: arrows, minus, about, not equal, at most, at least.
subset NotoSansMath-Regular 'U+2190-2193,U+2212,U+2248,U+2260,U+2264,U+2265'

# Arabic: the letters, marks, digits and signs of the Arabic block, which also holds those of Persian,
# Urdu, Hausa and Fulfulde; joined forms, ligatures and marks stay.
features=ccmp,locl,kern,mark,mkmk,liga,calt,rlig,isol,init,medi,fina
for style in Regular Bold; do
    subset "NotoSansArabic-$style" 'U+0600-06FF,U+0750-077F,U+08A0-08B4,U+200C,U+200D,U+FD3E,U+FD3F'
done
