"""The headers that mail servers put on top of a mail of sofia@home.example: one set a provider, in its own manner.

Names of machines, keys and times are invented; what is kept is the form: order, folding, comments, what is left out.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Provider:
    name: str
    pins: tuple[str, ...]
    top: str  #: from the first line of the mail to the end of the server's own part
    dmarc: bool = True  #: whether it says dmarc; else dkim alone
    signed: str = "home.example"

    def forged(self, *, dmarc: str = "fail", signer: str = "elsewhere.example") -> str:
        """The same server's headers over a mail that somebody else sent in the owner's name."""
        text = self.top.replace("dmarc=pass", f"dmarc={dmarc}").replace("header.d=home.example", f"header.d={signer}")
        text = text.replace("header.i=@home.example", f"header.i=@{signer}").replace("compauth=pass", "compauth=fail")
        return text


RECEIVED = "from mail-out.home.example (mail-out.home.example [203.0.113.25])"
WHEN = "Mon, 07 Sep 2026 01:10:03 -0700 (PDT)"

PROVIDERS = (
    Provider(
        "gmail",
        ("mx.google.com",),
        f"""\
Delivered-To: letters@sofia.example
Received: by 2002:a05:7300:7c0a:b0:12:3b1c:88aa with SMTP id qo10csp123456dyb;
        {WHEN}
X-Google-Smtp-Source: AGHT+IHabcdef0123456789
X-Received: by 2002:a05:600c:4e91:b0:431:5bf2:2d4 with SMTP id 5b1f17b1804b1-4315;
        {WHEN}
ARC-Seal: i=1; a=rsa-sha256; t=1788768603; cv=none;
        d=google.com; s=arc-20240605;
        b=Zk3abcdef0123456789==
ARC-Message-Signature: i=1; a=rsa-sha256; c=relaxed/relaxed; d=google.com; s=arc-20240605;
        h=to:subject:message-id:date:from:mime-version:dkim-signature;
        bh=abcdef0123456789=; fh=abcdef=; b=abcdef==; dara=google.com
ARC-Authentication-Results: i=1; mx.google.com;
       dkim=pass header.i=@home.example header.s=k1 header.b=Ab3dEf9h;
       spf=pass (google.com: domain of sofia@home.example designates 203.0.113.25 as permitted sender) smtp.mailfrom=sofia@home.example;
       dmarc=pass (p=NONE sp=NONE dis=NONE) header.from=home.example
Return-Path: <sofia@home.example>
Received: {RECEIVED}
        by mx.google.com with ESMTPS id ffacd0b85a97d-3789abcd.12.2026.09.07.01.10.03
        for <letters@sofia.example>
        (version=TLS1_3 cipher=TLS_AES_256_GCM_SHA384 bits=256/256);
        {WHEN}
Received-SPF: pass (google.com: domain of sofia@home.example designates 203.0.113.25 as permitted sender) client-ip=203.0.113.25;
Authentication-Results: mx.google.com;
       dkim=pass header.i=@home.example header.s=k1 header.b=Ab3dEf9h;
       spf=pass (google.com: domain of sofia@home.example designates 203.0.113.25 as permitted sender) smtp.mailfrom=sofia@home.example;
       dmarc=pass (p=NONE sp=NONE dis=NONE) header.from=home.example
""",
    ),
    Provider(
        "microsoft-365",
        ("-",),
        """\
Received: from DB9PR05MB1234.eurprd05.prod.outlook.com (2603:10a6:10:cd::12)
 by AM0PR05MB4321.eurprd05.prod.outlook.com with HTTPS; Mon, 7 Sep 2026 08:10:05 +0000
Received: from AS4P192CA0013.EURP192.PROD.OUTLOOK.COM (2603:10a6:20b:5da::9)
 by DB9PR05MB1234.eurprd05.prod.outlook.com (2603:10a6:10:cd::12) with
 Microsoft SMTP Server (version=TLS1_2, cipher=TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384) id 15.20.7918.20; Mon, 7 Sep
 2026 08:10:04 +0000
Authentication-Results: spf=pass (sender IP is 203.0.113.25)
 smtp.mailfrom=home.example; dkim=pass (signature was verified)
 header.d=home.example;dmarc=pass action=none
 header.from=home.example;compauth=pass reason=100
Received-SPF: Pass (protection.outlook.com: domain of home.example designates
 203.0.113.25 as permitted sender) receiver=protection.outlook.com;
 client-ip=203.0.113.25; helo=mail-out.home.example; pr=C
""",
    ),
    Provider(
        "outlook.com",
        ("-",),
        """\
Received: from SA2PR17MB1111.namprd17.prod.outlook.com (::1) by
 CH3PR17MB2222.namprd17.prod.outlook.com with HTTPS; Mon, 7 Sep 2026 08:10:05 +0000
ARC-Seal: i=1; a=rsa-sha256; s=arcselector10001; d=microsoft.com; cv=none;
 b=abcdef==
ARC-Authentication-Results: i=1; mx.microsoft.com 1; spf=pass (sender ip is
 203.0.113.25) smtp.rcpttodomain=sofia.example smtp.mailfrom=home.example; dmarc=pass
 (p=none sp=none pct=100) action=none header.from=home.example; dkim=pass
 (signature was verified) header.d=home.example; arc=none (0)
Authentication-Results: spf=pass (sender IP is 203.0.113.25)
 smtp.mailfrom=home.example; dkim=pass (signature was verified)
 header.d=home.example;dmarc=pass action=none
 header.from=home.example;compauth=pass reason=100
X-MS-Exchange-Authentication-Results: spf=pass (sender IP is 203.0.113.25)
 smtp.mailfrom=home.example; dkim=pass (signature was verified)
 header.d=home.example;dmarc=pass action=none header.from=home.example;
""",
    ),
    Provider(
        "exchange-on-premises",
        ("exch01.corp.example",),
        f"""\
Received: from EXCH01.corp.example (10.1.2.3) by EXCH02.corp.example (10.1.2.4)
 with Microsoft SMTP Server (version=TLS1_2) id 15.2.1118.40; Mon, 7 Sep 2026 10:10:05 +0200
Received: {RECEIVED}
 by EXCH01.corp.example (10.1.2.3) with Microsoft SMTP Server id 15.2.1118.40 via Frontend
 Transport; Mon, 7 Sep 2026 10:10:04 +0200
Authentication-Results: EXCH01.corp.example; spf=Pass smtp.mailfrom=sofia@home.example;
 dkim=Pass header.d=home.example; dmarc=Pass header.from=home.example
""".replace("dmarc=Pass", "dmarc=pass"),
    ),
    Provider(
        "yahoo",
        ("atlas-production.v2-mail-prod1-*.omega.yahoo.com",),
        """\
X-Apparently-To: letters@sofia.example; Mon, 7 Sep 2026 08:10:04 +0000
Return-Path: <sofia@home.example>
Authentication-Results: atlas-production.v2-mail-prod1-gq1.omega.yahoo.com;
 dkim=pass header.i=@home.example header.s=k1;
 spf=pass smtp.mailfrom=home.example;
 dmarc=pass(p=NONE) header.from=home.example;
Received: from 203.0.113.25 (EHLO mail-out.home.example)
 by 10.253.60.170 with SMTPs
 (version=TLS1_2 cipher=ECDHE-RSA-AES128-GCM-SHA256);
 Mon, 07 Sep 2026 08:10:04 +0000
X-Originating-Ip: [203.0.113.25]
Received-SPF: pass (domain of home.example designates 203.0.113.25 as permitted sender)
""",
    ),
    Provider(
        "icloud",
        ("dmarc.icloud.com", "dkim-verifier.icloud.com", "spf.icloud.com", "bimi.icloud.com"),
        f"""\
Return-path: <sofia@home.example>
Original-recipient: rfc822;letters@sofia.example
Received: {RECEIVED}
 by p00-icloudmta-asmtp-us-central-1k-10-percent-2 (Postfix) with ESMTPS id 1A2B3C
 for <letters@sofia.example>; Mon,  7 Sep 2026 08:10:04 +0000 (UTC)
Authentication-Results: bimi.icloud.com; bimi=skipped reason="insufficient dmarc"
Authentication-Results: dmarc.icloud.com; dmarc=pass header.from=home.example
Authentication-Results: dkim-verifier.icloud.com;
        dkim=pass (2048-bit key) header.d=home.example header.i=@home.example header.b=Ab3dEf9h
Authentication-Results: spf.icloud.com; spf=pass (spf.icloud.com: domain of
 sofia@home.example designates 203.0.113.25 as permitted sender) smtp.mailfrom=sofia@home.example
""",
    ),
    Provider(
        "fastmail",
        ("mx*.messagingengine.com",),
        f"""\
Return-Path: <sofia@home.example>
Received: from phl-compute-04.internal (phl-compute-04.nyi.internal [10.202.2.44])
\t by sloti40d1t15 (Cyrus 3.11.0-alpha0) with LMTPA;
\t Mon, 07 Sep 2026 04:10:05 -0400
X-Cyrus-Session-Id: sloti40d1t15-1788768605-12345-2-123
X-Sieve: CMU Sieve 3.0
X-Resolved-to: letters@sofia.example
Received: {RECEIVED}
\t by mx4.messagingengine.com (Postfix) with ESMTPS id 0A1B2C3D4E
\t for <letters@sofia.example>; Mon,  7 Sep 2026 04:10:04 -0400 (EDT)
Received-SPF: pass
    (home.example: Sender is authorized to use 'sofia@home.example' in 'mfrom' identity)
    receiver=mx4.messagingengine.com;
Authentication-Results: mx4.messagingengine.com;
    arc=none (no signatures found);
    bimi=skipped (DMARC Policy is not at enforcement);
    dkim=pass (2048-bit rsa key sha256) header.d=home.example
    header.i=@home.example header.b=Ab3dEf9h header.a=rsa-sha256 header.s=k1
    x-bits=2048;
    dmarc=pass policy.published-domain-policy=none
    policy.applied-disposition=none policy.evaluated-disposition=none
    (p=none,d=none,d.eval=none) policy.policy-from=p
    header.from=home.example;
    iprev=pass smtp.remote-ip=203.0.113.25 (mail-out.home.example);
    spf=pass smtp.mailfrom=sofia@home.example
    smtp.helo=mail-out.home.example;
    x-ptr=pass smtp.helo=mail-out.home.example policy.ptr=mail-out.home.example
X-ME-Authentication-Results: mx4.messagingengine.com;
    x-aligned-from=pass (Address match)
""",
    ),
    Provider(
        "gmx",
        ("gmx.net",),
        f"""\
Return-Path: <sofia@home.example>
Authentication-Results: gmx.net; dkim=pass header.i=@home.example
Received: {RECEIVED}
 by mx-ha.gmx.net (mxgmx117 [212.227.15.9]) with ESMTPS (Nemesis) id 1MxABC-1aBcDe0F
 for <letters@sofia.example>; Mon, 07 Sep 2026 10:10:04 +0200
""",
        dmarc=False,
    ),
    Provider(
        "web.de",
        ("web.de",),
        f"""\
Return-Path: <sofia@home.example>
Authentication-Results: web.de; dkim=pass header.i=@home.example
Received: {RECEIVED} by
 mx-ha.web.de (mxweb012 [212.227.15.17]) with ESMTPS (Nemesis) id 1N0AbC for
 <letters@sofia.example>; Mon, 07 Sep 2026 10:10:04 +0200
""",
        dmarc=False,
    ),
    Provider(
        "proton",
        ("mail*.protonmail.ch",),
        f"""\
Return-Path: <sofia@home.example>
X-Original-To: letters@sofia.example
Delivered-To: letters@sofia.example
Authentication-Results: mailin041.protonmail.ch; dkim=pass (Good 2048
 bit rsa-sha256 signature) header.d=home.example header.a=rsa-sha256
Authentication-Results: mailin041.protonmail.ch; dmarc=pass (p=none dis=none)
 header.from=home.example
Authentication-Results: mailin041.protonmail.ch; spf=pass smtp.mailfrom=home.example
Authentication-Results: mailin041.protonmail.ch; arc=none smtp.remote-ip=203.0.113.25
Received: {RECEIVED} (using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits)
 key-exchange X25519) by mailin041.protonmail.ch (Postfix) with ESMTPS id 4X12ab
 for <letters@sofia.example>; Mon,  7 Sep 2026 08:10:04 +0000 (UTC)
""",
    ),
    Provider(
        "zoho",
        ("mx.zohomail.eu",),
        f"""\
Delivered-To: letters@sofia.example
Received-SPF: pass (zohomail.eu: domain of home.example designates 203.0.113.25 as permitted sender) client-ip=203.0.113.25; envelope-from=sofia@home.example; helo=mail-out.home.example;
Authentication-Results: mx.zohomail.eu;
\tdkim=pass;
\tspf=pass (zohomail.eu: domain of home.example designates 203.0.113.25 as permitted sender)  smtp.mailfrom=sofia@home.example;
\tdmarc=pass(p=none dis=none)  header.from=home.example
ARC-Seal: i=1; a=rsa-sha256; t=1788768605; cv=none;
\td=zohomail.eu; s=zohoarc;
\tb=abcdef==
Return-Path: <sofia@home.example>
Received: {RECEIVED} by mx.zohomail.eu
\twith SMTPS id 17887686045671.1; Mon, 7 Sep 2026 10:10:04 +0200 (CEST)
""",
    ),
    Provider(
        "mailbox.org",
        ("spamfilter*.heinlein-hosting.de",),
        f"""\
Return-Path: <sofia@home.example>
Delivered-To: letters@sofia.example
Received: from director2.mailbox.example ([10.196.0.7]) by dobby12a.mailbox.example with LMTP id abc
Received: from mx1.mailbox.example ([10.196.0.9]) by director2.mailbox.example with LMTP id def
X-Virus-Scanned: amavisd-new at heinlein-support.de
Authentication-Results: spamfilter05.heinlein-hosting.de (amavisd-new);
\tdkim=pass (2048-bit key) header.d=home.example
Received: {RECEIVED}
\tby mx1.mailbox.example (Postfix) with ESMTPS id 4X12ab; Mon,  7 Sep 2026 10:10:04 +0200 (CEST)
""",
        dmarc=False,
    ),
    Provider(
        "postfix-opendkim-opendmarc",
        ("mail.sofia.example",),
        f"""\
Return-Path: <sofia@home.example>
X-Original-To: letters@sofia.example
Delivered-To: letters@sofia.example
Authentication-Results: mail.sofia.example; dmarc=pass (p=none dis=none) header.from=home.example
Authentication-Results: mail.sofia.example;
\tdkim=pass (2048-bit key; unprotected) header.d=home.example header.i=@home.example header.a=rsa-sha256 header.s=k1 header.b=Ab3dEf9h;
\tdkim-atps=neutral
Authentication-Results: mail.sofia.example; spf=pass (sender SPF authorized) smtp.mailfrom=home.example (client-ip=203.0.113.25; helo=mail-out.home.example; envelope-from=sofia@home.example; receiver=letters@sofia.example)
Received: {RECEIVED}
\t(using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits))
\tby mail.sofia.example (Postfix) with ESMTPS id 4X12ab
\tfor <letters@sofia.example>; Mon,  7 Sep 2026 10:10:04 +0200 (CEST)
""",
    ),
    Provider(
        "postfix-rspamd",
        ("mx.sofia.example",),
        f"""\
Return-Path: <sofia@home.example>
Delivered-To: letters@sofia.example
Received: from mx.sofia.example
\tby mx.sofia.example with LMTP
\tid abcdef (envelope-from <sofia@home.example>); Mon, 07 Sep 2026 10:10:05 +0200
Received: {RECEIVED}
\tby mx.sofia.example (Postfix) with ESMTPS id 0ABC
\tfor <letters@sofia.example>; Mon,  7 Sep 2026 10:10:04 +0200 (CEST)
Authentication-Results: mx.sofia.example;
\tdkim=pass header.d=home.example header.s=k1 header.b=Ab3dEf9h;
\tdmarc=pass (policy=none) header.from=home.example;
\tspf=pass (mx.sofia.example: domain of sofia@home.example designates 203.0.113.25 as permitted sender) smtp.mailfrom=sofia@home.example
""",
    ),
    Provider(
        "migadu",
        ("aspmx*.migadu.com",),
        f"""\
Delivered-To: letters@sofia.example
Return-Path: <sofia@home.example>
Authentication-Results: aspmx1.migadu.com;
\tdkim=pass header.d=home.example header.s=k1 header.b=Ab3dEf9h;
\tspf=pass (aspmx1.migadu.com: domain of sofia@home.example designates 203.0.113.25 as permitted sender) smtp.mailfrom=sofia@home.example;
\tdmarc=pass (policy=none) header.from=home.example
X-Migadu-Spam-Score: -8.10
Received: {RECEIVED} by aspmx1.migadu.com; Mon, 07 Sep 2026 08:10:04 +0000
""",
    ),
    Provider(
        "yandex",
        ("mail-nwsmtp-mxfront-production-main-*.sas.yp-c.yandex.net",),
        f"""\
Received: from mail-nwsmtp-mxfront-production-main-77.sas.yp-c.yandex.net (mail-nwsmtp-mxfront-production-main-77.sas.yp-c.yandex.net [IPv6:2a02:6b8:c08:1:0:640:1:0])
\tby notsolitesrv.sas.yp-c.yandex.net with LMTP id abc
\tfor <letters@sofia.example>; Mon, 07 Sep 2026 11:10:05 +0300
Received: {RECEIVED}
\tby mail-nwsmtp-mxfront-production-main-77.sas.yp-c.yandex.net (mxfront/Yandex) with ESMTPS id def;
\tMon, 07 Sep 2026 11:10:04 +0300
X-Yandex-Fwd: 1
Authentication-Results: mail-nwsmtp-mxfront-production-main-77.sas.yp-c.yandex.net; spf=pass (mail-nwsmtp-mxfront-production-main-77.sas.yp-c.yandex.net: domain of home.example designates 203.0.113.25 as permitted sender, rule=[ip4:203.0.113.0/24]) smtp.mail=sofia@home.example; dkim=pass header.i=@home.example
""",
        dmarc=False,
    ),
    Provider(
        "amazon-workmail",
        ("amazonses.com",),
        f"""\
Return-Path: <sofia@home.example>
Received: {RECEIVED}
 by inbound-smtp.eu-west-1.amazonaws.com with SMTP id abcdef0123456789
 for letters@sofia.example;
 Mon, 07 Sep 2026 08:10:04 +0000 (UTC)
X-SES-Spam-Verdict: PASS
X-SES-Virus-Verdict: PASS
Received-SPF: pass (spfCheck: domain of home.example designates 203.0.113.25 as permitted sender) client-ip=203.0.113.25; envelope-from=sofia@home.example; helo=mail-out.home.example;
Authentication-Results: amazonses.com;
 spf=pass (spfCheck: domain of home.example designates 203.0.113.25 as permitted sender) client-ip=203.0.113.25; envelope-from=sofia@home.example; helo=mail-out.home.example;
 dkim=pass header.i=@home.example;
 dmarc=pass header.from=home.example;
X-SES-RECEIPT: AEFBQUFBQUFB
""",
    ),
    Provider(
        "ovh",
        ("vr*.mail-out.ovh.example",),
        f"""\
Delivered-To: letters@sofia.example
Received: from vr12.mail-out.ovh.example (unknown [10.108.1.1])
\tby director2.ghost.ovh.example with ESMTP id 1A; Mon,  7 Sep 2026 08:10:05 +0000 (UTC)
Authentication-Results: vr12.mail-out.ovh.example;
\tdkim=pass (2048-bit key) header.d=home.example header.i=@home.example
\theader.b="Ab3dEf9h"; dmarc=pass (p=none, disposition=none)
\theader.from=home.example (client-ip=203.0.113.25)
Received: {RECEIVED} by vr12.mail-out.ovh.example with ESMTPS id 2B; Mon,  7 Sep 2026 08:10:04 +0000 (UTC)
""",
    ),
    Provider(
        "mimecast-in-front",
        ("relay.mimecast.example",),
        f"""\
Received: from eu-smtp-delivery-1.mimecast.example (10.9.1.1) by in.corp.example; Mon, 7 Sep 2026 10:10:05 +0200
Authentication-Results: relay.mimecast.example;
\tdkim=pass header.d=home.example header.s=k1 header.b=Ab3dEf9h;
\tdmarc=pass (policy=none) header.from=home.example;
\tspf=pass (relay.mimecast.example: domain of sofia@home.example designates 203.0.113.25 as permitted sender) smtp.mailfrom=sofia@home.example
Received: {RECEIVED} by relay.mimecast.example with ESMTP with STARTTLS id
 eu-mta-12-AbC-1; Mon, 07 Sep 2026 09:10:04 +0100
""",
    ),
    Provider(
        "stalwart",
        ("mail.sofia.example",),
        f"""\
Delivered-To: letters@sofia.example
Received: {RECEIVED}
\tby mail.sofia.example (Stalwart SMTP) with ESMTPS id 12AB;
\tMon, 7 Sep 2026 08:10:04 +0000
Authentication-Results: mail.sofia.example;
\tdkim=pass header.d=home.example header.s=k1 header.b=Ab3dEf9h;
\tspf=pass (mail.sofia.example: domain of mail-out.home.example designates 203.0.113.25 as permitted sender) smtp.helo=mail-out.home.example;
\tspf=pass (mail.sofia.example: domain of sofia@home.example designates 203.0.113.25 as permitted sender) smtp.mailfrom=sofia@home.example;
\tiprev=pass policy.iprev=203.0.113.25;
\tdmarc=pass header.from=home.example policy.dmarc=none
""",
    ),
)
