"""Feeds of invented outlets, one of each format and with all that feeds may say."""

from __future__ import annotations

import json

RSS = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE rss [<!ENTITY paper "灯塔报">]>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:media="http://search.yahoo.com/mrss/" xmlns:atom="http://www.w3.org/2005/Atom"
 xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">
<channel><title>&paper;</title><link>https://lamp.test/</link><language>zh_cn</language><ttl>20</ttl>
<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>
<skipHours><hour>0</hour><hour>24</hour><hour>5</hour></skipHours><skipDays><day>Sunday</day></skipDays>
<atom:link rel="self" href="https://lamp.test/feed.xml?x=1"/><atom:link rel="hub" href="https://hub.test/"/>
<item><title>渡口恢复通行 &amp; 学校照常开课</title><link>https://lamp.test/a?utm_source=rss&amp;id=1</link>
<guid isPermaLink="false">tag:lamp.test,2031:1</guid><pubDate>Fri, 17 Jan 2031 09:25:59 +0800</pubDate>
<dc:creator>林知远</dc:creator><source url="https://wire.test/">青桐社</source>
<description>&lt;p&gt;风雨停航两天后，渡口今晨恢复通行。&lt;/p&gt;</description>
<content:encoded><![CDATA[<p>风雨停航两天后，<img src="/p/1.jpg" width="640">渡口今晨恢复通行。</p>]]></content:encoded>
<media:content url="https://lamp.test/p/1-big.jpg" medium="image" width="1200"/></item>
<item><title><![CDATA[市集 <em>开张</em>]]></title><guid>https://lamp.test/b</guid><dc:date>2031-01-16T20:00:00Z</dc:date>
<author>desk@lamp.test (苏禾)</author><enclosure url="https://lamp.test/p/2.png" type="image/png" length="1"/></item>
</channel></rss>"""

RDF = """<?xml version="1.0" encoding="gb2312"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://lamp.test/"><title>灯塔报</title>
<link>https://lamp.test/</link></channel>
<item rdf:about="https://lamp.test/a"><title>气象台说，未来三天有雨</title><link>https://lamp.test/a</link>
<dc:date>2031-01-17</dc:date><description>山地云团影响当地，市民出行要注意安全。</description></item></rdf:RDF>"""

ATOM = """<?xml version="1.0"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://lamp.test/x/" xml:lang="zh-Hant">
<title type="html">燈塔報 &amp;amp; 夜讀</title><link rel="self" href="atom.xml"/><link href="./"/>
<entry><title type="text">1 &lt; 2</title><link rel="alternate" type="text/html" href="a"/><id>urn:uuid:1</id>
<published>2031-01-17T01:02:03Z</published><updated>2031-01-18T00:00:00Z</updated>
<summary type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>風雨停航</p><script>no()</script>兩天<b>後</b></div></summary>
<author><name>林知遠</name><email>lin@lamp.test</email></author><source><title>青桐社</title></source></entry>
<entry xml:base="y/"><title mode="base64">5riv5Y+j</title><link>b</link><id>urn:uuid:2</id><issued>昨天 18:20</issued>
<content type="html">&lt;p&gt;渡口恢復通行&lt;/p&gt;</content></entry></feed>"""

JSON = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "灯塔报",
        "language": "zh-CN",
        "feed_url": "https://lamp.test/feed.json",
        "hubs": [{"type": "WebSub", "url": "https://hub.test/"}],
        "items": [
            {"id": "1", "url": "/a", "title": "渡口恢复通行", "content_text": "1 < 2", "image": "/p/1.jpg",
             "date_published": "2031-01-17T09:25:59+08:00", "authors": [{"name": "林知远"}]},
            {"id": 2, "external_url": "https://lamp.test/b", "content_html": "<p>市集<img src='/p/2.jpg'>开张</p>"},
        ],
    },
    ensure_ascii=False,
)  # fmt: skip

BODIES = (
    RSS.encode(), RDF.encode("gb18030"), ATOM.encode(), JSON.encode(), RSS.encode("utf-16"),
    ATOM.replace('version="1.0"', 'version="1.0" encoding="big5"').encode("big5", "xmlcharrefreplace"),
)  # fmt: skip
