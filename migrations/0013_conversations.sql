CREATE TABLE `conversation_counters` (
	`account_id` text PRIMARY KEY NOT NULL,
	`seq` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `conversation_entries` (
	`entry_id` text PRIMARY KEY NOT NULL,
	`conversation_id` text NOT NULL,
	`account_id` text NOT NULL,
	`seq` integer NOT NULL,
	`kind` text NOT NULL,
	`author` text NOT NULL,
	`detail` text NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `conversation_entries_conversation` ON `conversation_entries` (`conversation_id`,`entry_id`);--> statement-breakpoint
CREATE INDEX `conversation_entries_account` ON `conversation_entries` (`account_id`,`entry_id`);--> statement-breakpoint
CREATE TABLE `uploads` (
	`media_id` text PRIMARY KEY NOT NULL,
	`account_id` text NOT NULL,
	`kind` text NOT NULL,
	`mime_type` text NOT NULL,
	`filename` text,
	`size` integer NOT NULL,
	`sha256` text NOT NULL,
	`meta_ids` text NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `uploads_account` ON `uploads` (`account_id`,`media_id`);--> statement-breakpoint
CREATE INDEX `uploads_age` ON `uploads` (`created_at`);--> statement-breakpoint
ALTER TABLE `conversations` ADD `conversation_id` text;--> statement-breakpoint
ALTER TABLE `conversations` ADD `name` text;--> statement-breakpoint
ALTER TABLE `conversations` ADD `state` text DEFAULT 'open' NOT NULL;--> statement-breakpoint
ALTER TABLE `conversations` ADD `owner` text;--> statement-breakpoint
ALTER TABLE `conversations` ADD `assignee` text;--> statement-breakpoint
ALTER TABLE `conversations` ADD `snoozed_until` integer;--> statement-breakpoint
ALTER TABLE `conversations` ADD `waiting_since` integer;--> statement-breakpoint
ALTER TABLE `conversations` ADD `unread` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `conversations` ADD `seq` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `conversations` ADD `last_message_id` text;--> statement-breakpoint
ALTER TABLE `conversations` ADD `last_at` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `conversations` ADD `request_id` text;--> statement-breakpoint
ALTER TABLE `conversations` ADD `resume_step` text;--> statement-breakpoint
CREATE UNIQUE INDEX `conversations_id` ON `conversations` (`conversation_id`) WHERE "conversations"."conversation_id" is not null;--> statement-breakpoint
CREATE INDEX `conversations_seq` ON `conversations` (`account_id`,`seq`);--> statement-breakpoint
CREATE INDEX `conversations_all` ON `conversations` (`account_id`,case when "waiting_since" is null then 9007199254740991 - "last_at" else "waiting_since" end);--> statement-breakpoint
CREATE INDEX `conversations_open` ON `conversations` (`account_id`,case when "waiting_since" is null then 9007199254740991 - "last_at" else "waiting_since" end) WHERE "conversations"."state" = 'open';--> statement-breakpoint
CREATE INDEX `conversations_assignee` ON `conversations` (`account_id`,`assignee`,case when "waiting_since" is null then 9007199254740991 - "last_at" else "waiting_since" end) WHERE "conversations"."assignee" is not null;--> statement-breakpoint
CREATE INDEX `conversations_snoozed` ON `conversations` (`snoozed_until`) WHERE "conversations"."snoozed_until" is not null;--> statement-breakpoint
ALTER TABLE `messages` ADD `author` text;--> statement-breakpoint
ALTER TABLE `messages` ADD `client_id` text;--> statement-breakpoint
ALTER TABLE `messages` ADD `send_due_at` integer;--> statement-breakpoint
ALTER TABLE `messages` ADD `seq` integer;--> statement-breakpoint
CREATE INDEX `messages_unsent` ON `messages` (`channel_id`,`user_key`,`message_id`) WHERE "messages"."send_due_at" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX `messages_client` ON `messages` (`channel_id`,`user_key`,`client_id`) WHERE "messages"."client_id" is not null;--> statement-breakpoint
UPDATE `conversations` SET `last_at` = `last_inbound_at`, `conversation_id` = 'cnv_01' || lower(substr(hex(randomblob(12)), 1, 24));
--> statement-breakpoint
UPDATE `api_keys` SET `scopes` = json_insert(`scopes`, '$[#]', 'messages:write') WHERE `scopes` LIKE '%"requests:write"%' AND `scopes` LIKE '%"users:write"%' AND `scopes` LIKE '%"settings:write"%' AND `scopes` NOT LIKE '%"messages:write"%';
