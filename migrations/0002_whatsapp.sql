CREATE TABLE `conversations` (
	`channel_id` text NOT NULL,
	`user_key` text NOT NULL,
	`account_id` text NOT NULL,
	`last_inbound_at` integer NOT NULL,
	`last_wamid` text NOT NULL,
	PRIMARY KEY(`channel_id`, `user_key`)
);
--> statement-breakpoint
CREATE INDEX `conversations_user` ON `conversations` (`account_id`,`user_key`);--> statement-breakpoint
CREATE TABLE `customer_aliases` (
	`account_id` text NOT NULL,
	`alias` text NOT NULL,
	`user_key` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`account_id`, `alias`)
);
--> statement-breakpoint
CREATE INDEX `customer_aliases_user` ON `customer_aliases` (`account_id`,`user_key`);--> statement-breakpoint
CREATE TABLE `customers` (
	`account_id` text NOT NULL,
	`user_key` text NOT NULL,
	`opted_out_at` integer,
	`opted_out_by` text,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`account_id`, `user_key`)
);
--> statement-breakpoint
CREATE TABLE `templates` (
	`account_id` text NOT NULL,
	`waba_id` text NOT NULL,
	`name` text NOT NULL,
	`language` text NOT NULL,
	`status` text NOT NULL,
	`category` text NOT NULL,
	`shape` text NOT NULL,
	`components` text NOT NULL,
	`reason` text,
	`quality` text,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`account_id`, `waba_id`, `name`, `language`)
);
--> statement-breakpoint
ALTER TABLE `accounts` ADD `opt_out_words` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE `accounts` ADD `opt_in_words` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE `accounts` ADD `opt_out_policy` text DEFAULT 'strict' NOT NULL;--> statement-breakpoint
ALTER TABLE `channels` ADD `broken_at` integer;--> statement-breakpoint
ALTER TABLE `channels` ADD `broken_reason` text;--> statement-breakpoint
ALTER TABLE `channels` ADD `templates_at` integer;--> statement-breakpoint
ALTER TABLE `channels` ADD `quality` text;--> statement-breakpoint
CREATE INDEX `channels_waba` ON `channels` (`waba_id`) WHERE "channels"."deleted_at" is null;--> statement-breakpoint
ALTER TABLE `events` ADD `state` text;--> statement-breakpoint
ALTER TABLE `events` ADD `body` text;--> statement-breakpoint
ALTER TABLE `events` ADD `user_key` text;--> statement-breakpoint
CREATE INDEX `events_user` ON `events` (`account_id`,`user_key`) WHERE "events"."user_key" is not null;--> statement-breakpoint
CREATE INDEX `events_raw` ON `events` (`created_at`) WHERE "events"."state" is not null;--> statement-breakpoint
CREATE INDEX `events_state` ON `events` (`account_id`,`state`,`event_id`) WHERE "events"."state" is not null;--> statement-breakpoint
ALTER TABLE `messages` ADD `call_at` integer;--> statement-breakpoint
ALTER TABLE `messages` ADD `media` text;--> statement-breakpoint
ALTER TABLE `messages` ADD `media_due_at` integer;--> statement-breakpoint
CREATE INDEX `messages_media` ON `messages` (`media_due_at`) WHERE "messages"."media_due_at" is not null;--> statement-breakpoint
CREATE INDEX `messages_service` ON `messages` (`channel_id`,`created_at`) WHERE "messages"."direction" = 'out' and "messages"."kind" <> 'template';--> statement-breakpoint
ALTER TABLE `requests` ADD `held_channel_id` text;--> statement-breakpoint
ALTER TABLE `requests` ADD `opted_out_at` integer;--> statement-breakpoint
CREATE INDEX `requests_held` ON `requests` (`held_channel_id`) WHERE "requests"."held_channel_id" is not null;