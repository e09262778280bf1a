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
ALTER TABLE `messages` ADD `send_due_at` integer;--> statement-breakpoint
CREATE INDEX `messages_unsent` ON `messages` (`channel_id`,`user_key`,`message_id`) WHERE "messages"."send_due_at" is not null;