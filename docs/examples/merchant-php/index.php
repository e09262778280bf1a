<?php

declare(strict_types=1);

/*
 * getObject and updateObject of a merchant, whole (docs/en/merchant.md, docs/it/merchant.md). PHP 8 with pdo_sqlite
 * (apt install php-sqlite3) and nothing else:
 *
 *   AISAC_TOKEN=… AISAC_SECRET=whsec_… DATABASE=merchant.sqlite php -S 127.0.0.1:8080 index.php
 *
 * AISAC_TOKEN is the value of the header x-token that the store sends to getObject, AISAC_SECRET the store's `secret`.
 * On a web server the addresses are …/index.php/getObject and …/index.php/updateObject. Keep DATABASE where no browser gets.
 */

const MAX_BYTES = 1_048_576;
const TOLERANCE_S = 300;

function answer(int $status, array|object $body): never
{
    http_response_code($status);
    header('content-type: application/json');
    echo json_encode($body, JSON_THROW_ON_ERROR | JSON_UNESCAPED_UNICODE);
    exit;
}

/** Something is missing on this server. The answer says what: it shows in the store's check, and it is no secret. */
final class NotSetUp extends RuntimeException
{
}

// Whatever goes wrong is a 500, never a 200 with PHP's own message: what was not written must come again.
ini_set('display_errors', '0');
set_error_handler(fn (int $level, string $message) => throw new ErrorException($message));
set_exception_handler(function (Throwable $error): never {
    error_log("{$error->getMessage()} at line {$error->getLine()}");
    answer(500, ['error' => $error instanceof NotSetUp ? $error->getMessage() : 'internal']);
});

if (!extension_loaded('pdo_sqlite')) {
    throw new NotSetUp('PHP has no pdo_sqlite: install it (on Debian and Ubuntu: apt install php-sqlite3) and start again');
}

function setting(string $name): string
{
    return getenv($name) ?: throw new NotSetUp("$name is not set");
}

/** `orders` stands for what your shop has already; the other two are all that updateObject needs. */
function database(): PDO
{
    $db = new PDO('sqlite:' . setting('DATABASE'), options: [PDO::ATTR_TIMEOUT => 5]);
    // With FULL a commit is on the disk when it returns, so that what is answered with 2xx is there after a power cut too.
    $db->exec('PRAGMA synchronous = FULL');
    $db->exec('CREATE TABLE IF NOT EXISTS pushes
        (webhook_id TEXT PRIMARY KEY, received_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP)');
    $db->exec('CREATE TABLE IF NOT EXISTS variables (type TEXT, object_id TEXT, name TEXT, value TEXT NOT NULL,
        sequence INTEGER NOT NULL, PRIMARY KEY (type, object_id, name))');
    $db->exec('CREATE TABLE IF NOT EXISTS orders (id TEXT PRIMARY KEY, data TEXT NOT NULL)');
    if (!$db->query('SELECT 1 FROM orders')->fetch()) {
        $db->exec(<<<'SQL'
            INSERT OR IGNORE INTO orders VALUES ('1001', '{"id": "1001", "order_number": "#1001", "phone": "+393331234567",
                "total": "59.90", "payment_method": "cod", "customer": {"first_name": "Ada"}}')
            SQL);
    }
    return $db;
}

function run(PDO $db, string $sql, array $values): PDOStatement
{
    $statement = $db->prepare($sql);
    $statement->execute($values);
    return $statement;
}

/** Whether one of the signatures is ours, over the bytes as they came, and not older than five minutes. */
function isSigned(string $id, string $timestamp, string $signatures, string $body): bool
{
    $secret = setting('AISAC_SECRET');
    $key = str_starts_with($secret, 'whsec_') ? base64_decode(substr($secret, strlen('whsec_')), true) : false;
    if ($key === false || strlen($key) < 24) {
        throw new NotSetUp('AISAC_SECRET is not whsec_ and base64');
    }
    if ($id === '' || !preg_match('/^\d{1,12}$/D', $timestamp) || abs(time() - (int) $timestamp) > TOLERANCE_S) {
        return false;
    }
    $expected = 'v1,' . base64_encode(hash_hmac('sha256', "$id.$timestamp.$body", $key, true));
    // While the secret is being rotated there are two signatures: one by the old secret, one by the new.
    foreach (explode(' ', $signatures) as $signature) {
        if (hash_equals($expected, $signature)) {
            return true;
        }
    }
    return false;
}

/** Writes a push once, however often it comes: all of it or, if this throws, nothing. */
function apply(PDO $db, string $webhookId, object $push): void
{
    $db->exec('BEGIN IMMEDIATE');
    $isNew = run($db, 'INSERT OR IGNORE INTO pushes (webhook_id) VALUES (?)', [$webhookId])->rowCount() === 1;
    foreach ($isNew ? get_object_vars($push->variables) : [] as $name => $value) {
        // A push that comes late writes only what no later push has written.
        run($db, 'INSERT INTO variables VALUES (?, ?, ?, ?, ?) ON CONFLICT (type, object_id, name) DO UPDATE
            SET value = excluded.value, sequence = excluded.sequence WHERE excluded.sequence > variables.sequence', [
            $push->type, $push->object_id, (string) $name, json_encode($value, JSON_THROW_ON_ERROR), $push->sequence,
        ]);
    }
    $db->exec('COMMIT');
}

function getObject(): never
{
    if (!hash_equals(setting('AISAC_TOKEN'), $_SERVER['HTTP_X_TOKEN'] ?? '')) {
        answer(401, ['error' => 'wrong x-token']);
    }
    $orderId = $_GET['order_id'] ?? null;
    if (!is_string($orderId)) {
        answer(400, ['error' => 'order_id is missing']);
    }
    $db = database();
    $data = run($db, 'SELECT data FROM orders WHERE id = ?', [$orderId])->fetchColumn();
    // Kept beside the orders, so that nothing is lost of an order that reaches this system after what is said of it.
    $variables = run($db, "SELECT name, value FROM variables WHERE type = 'order' AND object_id = ?", [$orderId])
        ->fetchAll(PDO::FETCH_KEY_PAIR);
    if ($data === false && $variables === []) {
        answer(404, ['error' => 'no such order']);
    }
    $order = json_decode($data ?: '{}', flags: JSON_THROW_ON_ERROR);
    foreach ($variables as $name => $value) {
        $order->{$name} = json_decode($value, flags: JSON_THROW_ON_ERROR);
    }
    answer(200, $order);
}

function updateObject(): never
{
    $body = file_get_contents('php://input', length: MAX_BYTES + 1);
    if (strlen($body) > MAX_BYTES) {
        answer(413, ['error' => 'too large']);
    }
    $webhookId = $_SERVER['HTTP_WEBHOOK_ID'] ?? '';
    $timestamp = $_SERVER['HTTP_WEBHOOK_TIMESTAMP'] ?? '';
    if (!isSigned($webhookId, $timestamp, $_SERVER['HTTP_WEBHOOK_SIGNATURE'] ?? '', $body)) {
        answer(401, ['error' => 'wrong signature or timestamp']);
    }
    // Members that are not known today are passed over.
    $push = json_decode($body);
    $isPush = is_object($push) && is_string($push->type ?? null) && is_string($push->object_id ?? null)
        && is_int($push->sequence ?? null) && is_object($push->variables ?? null);
    if (!$isPush) {
        answer(400, ['error' => 'not a push']);
    }
    apply(database(), $webhookId, $push);
    answer(200, ['ok' => true]);
}

match ($_SERVER['REQUEST_METHOD'] . ' ' . basename((string) parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH))) {
    'GET getObject' => getObject(),
    'POST updateObject' => updateObject(),
    default => answer(404, ['error' => 'GET …/getObject or POST …/updateObject']),
};
