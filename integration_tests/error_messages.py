# ruff: noqa: RUF001
"""Messages of errors: each group is one failure, told with other names, ids, times and numbers."""

from __future__ import annotations

from random import Random

_REQUESTS = (
    "JBW3VOCL1G7QW9NEC83Q02ZG4KBVU7UYDS7VJKRO70YNQBIST65T",
    "7146d3c3-2bfd-e838-2831-10695f856cc7",
    "cb04f741-ad6a-fb23-dd3e-777e4de2a1fa",
    "TX0ABCQPLMNNVV==",
)
_PODS = ("missing-1", "api-7f9c6d5b4-x2x9z", "api-7f9c6d5b4-bcdfg", "fluentd-jxz4v", "web-lpfwd")
_HOSTS = ("10.0.0.1:5432", "[2001:db8::17]:5432", "db-1.prod.internal:5432", "192.168.17.4:6543")
_PEOPLE = ("ann.lee@acme.test", "zoë.krüger@acme.test", "李雷@acme.test", "dmitri.o'neil@acme.test")
_UUIDS = ("0b1d2c3e-4f50-6172-8394-a5b6c7d8e9f0", "FFFFFFFF-1111-2222-3333-444444444444")
_TIMES = (
    "2026-11-29T15:31:49Z",
    "2026-01-02 03:04:05.123456+00",
    "Fri, 02 Jan 2026 03:04:05 GMT",
    "Sun, 29 Nov 2026 15:31:49 GMT",
)
_WAITS = ("1.5s", "30s", "2m30s", "100ms", "1 second", "30 seconds", "1h5m0.5s", "15µs")
_URLS = (
    "http://127.0.0.1:9102/api/v1/namespaces/slow/pods?fieldSelector=metadata.name%3Dp",
    "https://k8s.corp/api",
)

_AWS = "operation error {}, https response error StatusCode: {}, RequestID: {}, {}"
_OLD_AWS = "{}\n\tstatus code: {}, request id: {}"
_JAVA_AWS = "{} (Service: AmazonS3; Status Code: {}; Error Code: {}; Request ID: {}; Proxy: null)"
_POOL = (
    "ConnectionError(MaxRetryError(\"HTTPConnectionPool(host='{}', port={}): Max retries exceeded"
    ' with url: {} (Caused by {})"))'
)
_NEW = "NewConnectionError('<urllib3.connection.HTTPConnection object at {}>: {}')"
_DENIED = "User: {} is not authorized to perform: {} on resource: {}"


def _each(message: str, *choices: tuple[str, ...]) -> list[str]:
    """The message with the first, second ... of each of the choices; short ones start again."""
    longest = max(map(len, choices))
    return [
        message.format(*(chosen[number % len(chosen)] for chosen in choices))
        for number in range(longest)
    ]


# What comes together is a list; no two lists have a fingerprint in common.
SAME: list[list[str]] = [
    # Clutch's gateway
    ["permission denied by authz"],
    ["invalid verification token"],
    ["token contains an invalid number of segments"],
    ["access_denied: The user said no"],
    ["not implemented"],
    ["a plain Go error"],
    ["unable to locate specified pod"],
    ["unable to locate specified deployment"],
    _each("lease {} of {} failed", ("4711", "12"), _PEOPLE),
    ["search for 'clutch.k8s.v1.Pod' returned no results", "search for 'x' returned no results"],
    ["invalid DescribePodRequest.Cluster: value length must be at least 1 bytes"],
    ["invalid DescribePodRequest.Name: value length must be at least 1 bytes"],
    # Kubernetes
    _each('pods "{}" not found', _PODS),
    _each('deployments.apps "{}" not found', _PODS),
    _each("pod {} not found", _PODS),
    _each("container in pod {} is waiting to start: ImagePullBackOff", _PODS),
    _each("container in pod {} is waiting to start: ContainerCreating", _PODS),
    _each('pods "{}" is forbidden: User "{}" cannot get resource', ("", "a-1"), ("clutch", "ops")),
    _each('pods "{}" is forbidden: User "{}" cannot list resource', ("", "a-1"), ("clutch", "ops")),
    _each(
        'Operation cannot be fulfilled on deployments.apps "{}": the object has been modified',
        ("api", "web"),
    ),
    _each('namespaces "{}" already exists', ("web", "it's mine")),
    _each(
        "0/{} nodes are available: {} Insufficient cpu.", ("3", "12"), ("3", "12")
    ),
    _each("0/{} nodes are available: {} Insufficient memory.", ("3", "12"), ("3", "12")),
    _each(
        'Get "{}": context deadline exceeded', _URLS
    ),
    _each('Post "{}": context deadline exceeded', _URLS),
    _each('Get "{}": context canceled', _URLS),
    # the AWS SDKs of Go, version 2 and 1, of Java and of Python
    *(
        _each(_AWS.format(operation, status, "{}", error), _REQUESTS)
        for operation, status, error in (
            ("DynamoDB: DescribeTable", 400, "ResourceNotFoundException: Resource not found"),
            ("DynamoDB: UpdateTable", 400, "ResourceNotFoundException: Resource not found"),
            ("DynamoDB: DescribeTable", 400, "ValidationException: 1 validation error detected"),
            ("EC2: TerminateInstances", 403, "api error UnauthorizedOperation: Not authorized."),
            ("EC2: TerminateInstances", 503, "api error Unavailable: try again"),
            ("EC2: TerminateInstances", 500, "api error Unavailable: try again"),
            ("S3: ListTags", 503, "api error Unavailable: try again"),
            ("SQS: ListTags", 503, "api error Unavailable: try again"),
        )
    ),
    _each(_OLD_AWS.format("Throttling: Rate exceeded", 400, "{}"), _REQUESTS),
    _each(_OLD_AWS.format("AccessDenied: Access Denied", 403, "{}"), _REQUESTS),
    _each(
        _OLD_AWS.format("InvalidInstanceID.NotFound: The instance '{}' does not exist", 400, "{}"),
        ("i-00000000000000bad", "i-5"),
        _REQUESTS,
    ),
    _each(_JAVA_AWS.format("The key does not exist.", 404, "NoSuchKey", "{}"), _REQUESTS),
    _each(_JAVA_AWS.format("The bucket does not exist", 404, "NoSuchBucket", "{}"), _REQUESTS),
    _each(
        _DENIED.format("{}", "ec2:TerminateInstances", "{}"),
        ("arn:aws:iam::1:role/clutch", "arn:aws:sts::123456789012:assumed-role/ops/ann@acme.test"),
        ("arn:aws:ec2:us-east-1:123456789012:instance/i-0abc12", "arn:aws:ec2:::instance/*"),
    ),
    _each(
        _DENIED.format("{}", "ec2:RebootInstances", "{}"),
        ("arn:aws:iam::1:role/clutch", "arn:aws-cn:iam::2:role/x"),
        ("arn:aws:ec2:us-east-1:123456789012:instance/i-0abc12",),
    ),
    ["An error occurred (NoSuchBucket) when calling the GetObject operation: It does not exist"],
    ["An error occurred (AccessDenied) when calling the GetObject operation: Access Denied"],
    # gRPC
    _each(
        "rpc error: code = Unavailable desc = connection error: desc = "
        '"transport: Error while dialing: dial tcp {}: connect: connection refused"',
        _HOSTS,
    ),
    _each(
        "rpc error: code = Unavailable desc = connection error: desc = "
        '"transport: authentication handshake failed: EOF after {}"',
        _WAITS,
    ),
    ['rpc error: code = NotFound desc = lease "l-1" not found',
     'rpc error: code = NotFound desc = lease "x" not found'],
    ['rpc error: code = Internal desc = lease "l-1" not found'],
    # networks
    _each("dial tcp {}: connect: connection refused", _HOSTS),
    _each("dial tcp {}: i/o timeout", _HOSTS),
    _each("read tcp {}->{}: read: connection reset by peer", _HOSTS, tuple(reversed(_HOSTS))),
    _each("could not connect to server {} after {}", _HOSTS, _WAITS),
    ["lookup api.acme.test on 10.96.0.10:53: no such host",
     "lookup db.prod.svc.cluster.local on 10.96.0.11:53: no such host"],
    ["connect to redis:6379 failed", "connect to cache:6380 failed"],
    _each("x509: certificate has expired: current time {} is after {}", _TIMES, _TIMES),
    ["x509: certificate signed by unknown authority"],
    # HTTP
    _each("404 Client Error: Not Found for url: {}", _URLS),
    _each("500 Server Error: Internal Server Error for url: {}", _URLS),
    ["Request failed with status code 404"],
    ["Request failed with status code 500"],
    ["HTTP/1.1 502 returned by 10.1.2.3", "HTTP/1.1 502 returned by 10.1.2.4"],
    ["HTTP/1.1 503 returned by 10.1.2.3"],
    ["GET /users/42/orders/7f3a9c failed", "GET /users/43/orders/a1b2c3d4 failed"],
    ["GET /users/42/invoices/7f3a9c failed"],
    ["GET /users failed"],
    ['{"message": "Unauthorized", "requestId": "a-1"}'],
    ['{"message": "Forbidden", "requestId": "a-1"}', '{"message": "Forbidden", "requestId": "b"}'],
    ['{"code": 404, "message": "Table \\"x\\" not found"}',
     '{"code": 404, "message": "Table \\"orders 2\\" not found"}'],
    ['{"code": 409, "message": "Table \\"x\\" not found"}'],
    ["{'error': 'invalid_grant', 'id': 'k1'}", "{'error': 'invalid_grant', 'id': 'k2'}"],
    ["{'error': 'invalid_client', 'id': 'k1'}"],
    # Amundsen: what Python shows of an exception
    _each(
        _POOL.format("{}", "{}", "{}", _NEW.format("{}", "[Errno 111] Connection refused")),
        ("127.0.0.1", "metadata"),
        ("9", "5002"),
        ("/table/dynamo://gold.test_schema/test_table2", "/table/hive://a.b/c/dashboard/"),
        ("0x7f38098cbb90", "0xdeadbeef"),
    ),
    _each(
        _POOL.format("{}", "{}", "{}", _NEW.format("{}", "[Errno -2] Name or service not known")),
        ("127.0.0.1", "metadata"),
        ("9", "5002"),
        ("/table/dynamo://gold.test_schema/test_table2",),
        ("0x7f38098cbb90",),
    ),
    _each(
        "ReadTimeout(ReadTimeoutError(\"HTTPConnectionPool(host='{}', port={}):"
        ' Read timed out. (read timeout={})"))',
        ("127.0.0.1", "search"),
        ("35099", "5001"),
        ("1", "3.05"),
    ),
    ["ConnectionError(ProtocolError('Connection aborted.', RemoteDisconnected('Remote end closed"
     " connection without response')))"],
    ["Exception('METADATASERVICE_BASE must be configured')"],
    ["Exception('SEARCHSERVICE_BASE must be configured')"],
    ["KeyError('owner')", "KeyError('tags')", 'KeyError("it\'s")'],
    ["ValueError('badges are read-only')"],
    ["neo4j.exceptions.ServiceUnavailable"],
    ["neo4j.exceptions.ClientError"],
    # Datagrok: stacks of Dart, JavaScript and Java
    _each(
        "NullError: method not found: 'get${}' on null\n#0 main (package:grok/bar.dart:{}:5)",
        ("rowCount", "name"),
        ("12", "940"),
    ),
    ["NullError: method not found: 'x' on null\n#0 open (package:grok/bar.dart:12:5)"],
    ["RangeError: Maximum call stack size exceeded"],
    _each("Query timed out after {}", _WAITS),
    ["TypeError: Cannot read properties of undefined (reading 'name')\n at f (https://a.b/c.js:1:2)",
     "TypeError: Cannot read properties of undefined (reading 'id')\n at f (https://x.y/z.js:31:7)"],
    ["TypeError: Cannot read properties of null (reading 'name')\n at f (https://a.b/c.js:1:2)"],
    _each("java.lang.IllegalStateException: no session {}\n\tat grok.Server.run(Server.java:{})",
          _UUIDS, ("12", "345")),
    ["java.lang.IllegalStateException: no session 7\n\tat grok.Server.stop(Server.java:12)"],
    ["ORA-00942: table or view does not exist"],
    ["ORA-00001: unique constraint (HR.EMP_PK) violated"],
    ["ORA-01017: invalid username/password"],
    # databases
    _each('relation "{}" does not exist\nLINE 1: {}\n        {}', ("a", "b c"),
          ("select * from a", "with x as (select 1)"), ("^", "          ^")),
    _each('column "{}" does not exist', ("a", "B")),
    _each('duplicate key value violates unique constraint "{}"\nDETAIL:  Key ({})=({}) exists.',
          ("users_pkey", "emails"), ("id",), ("42", "ann lee", *_PEOPLE)),
    _each('null value in column "{}" violates not-null constraint\n'
          "DETAIL:  Failing row contains ({}).", ("id", "b"), ("1, ann, null", "7, 'b', x")),
    _each("(psycopg2.errors.UndefinedTable) table {} is unknown", ("'a'", "'b'")),
    _each("(psycopg2.errors.UndefinedColumn) table {} is unknown", ("'a'", "'b'")),
    ["ERROR: failed (SQLSTATE 42P01)"],
    ["ERROR: failed (SQLSTATE 42703)"],
    _each("(1045, \"Access denied for user '{}'@'{}'\")", ("root", "ann"), ("10.0.0.1", "db")),
    _each("(2003, \"Can't connect to MySQL server on '{}'\")", ("10.0.0.1", "db")),
    _each("canceling statement due to statement timeout after {}", _WAITS),
    ["canceling statement due to user request"],
    _each("[TABLE_OR_VIEW_NOT_FOUND] The table or view {} cannot be found. SQLSTATE: 42P01; line {}"
          " pos 14;\n'Project [*]\n+- 'UnresolvedRelation [{}]", ("`a`.`b`", "`x`", "`it's`"),
          ("1", "12"), ("a",)),
    ["[UNRESOLVED_COLUMN] A column with name `a` cannot be resolved. Did you mean [`b`, `c`]?",
     "[UNRESOLVED_COLUMN] A column with name `x`.`y` cannot be resolved. Did you mean [`z`]?"],
    _each("Job aborted due to stage failure: Task {} in stage {} failed {} times",
          ("3", "11"), ("1.0", "23.1"), ("1", "4")),
    ["cannot convert int64 to text"],
    ["cannot convert float32 to text"],
    ["invalid UTF-8 in text"],
    ["invalid UTF-16 in text"],
    # quotations of all kinds, and apostrophes that are none
    ["can't open 'plan a'", "can't open 'b'", "can't open 'the team's plan'", "can't open ''"],
    ["don't open 'plan a'"],
    ["users' data isn't there for 'a'", "users' data isn't there for 'b c'"],
    ["it's the owner's turn, don't ask"],
    ["it's the owner's turn, don't tell"],
    [f"no sheet {quotes[0]}{name}{quotes[1]} in the file"
     for quotes in ('""', "''", "``", "“”", "‘’", "„“", "«»", "»«", "‹›", "「」", "`'")
     for name in ("plan", "Zoë's plan", "a (b) c")],
    ["no column b'abc' in u'x'", "no column b'x' in u'it is'"],
    [r'no \"plan\" here', r'no \"a b\" here'],
    # ids, addresses and times that nothing quotes
    ["order AB12CD34 is closed", "order 9f8e7d6c is closed", "order XYZ789 is closed"],
    ["order AB12CD34 is open"],
    _each("{} is locked", _PEOPLE),
    _each("{} is locked by hand", _PEOPLE),
    ["host 2001:db8::1 is down", "host fe80::1ff:fe23:4567:890a is down", "host ::1 is down",
     "host 10.1.2.3 is down", "host web-3.corp is down"],
    _each("expired at {}", _TIMES),
    _each("issued at {}", _TIMES),
    ["bad pointer 0xc000123abc", "bad pointer 0xdeadbeef"],
    ["trace id: abcdef broke", "trace id: 0af7651916cd43dd8448eb211c80319c broke"],
    ["worker-7 in us-east-1 left", "worker-12 in eu-central-1 left"],
    ["items [1, 2, 3] are left", "items [7] are left"],
    # what has no name at all
    [""],
    ["Permission denied"],
    ["Permission granted"],
]  # fmt: skip

_PIECES = (
    "'",
    '"',
    "`",
    "“",
    "”",
    "‘",
    "’",
    "«",
    "\\",
    '\\"',
    "don't",
    "\n",
    " ",
    ":",
    "#",
    "]",
    "é",
)


def mixed(count: int) -> list[str]:
    """Messages that nobody wrote: pieces of those above in another order, the same each time."""
    rng = Random(22)
    pieces = [piece for group in SAME for message in group for piece in message.split(" ")]
    return [
        " ".join(
            rng.choice(pieces) if rng.random() < 0.7 else rng.choice(_PIECES) + rng.choice(pieces)
            for _ in range(rng.randint(1, 12))
        )
        for _ in range(count)
    ]
