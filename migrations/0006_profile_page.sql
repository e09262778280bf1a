CREATE TABLE `sessions` (
	`session_id` text PRIMARY KEY NOT NULL,
	`account_id` text NOT NULL,
	`key_id` text NOT NULL,
	`form_token` text NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `sessions_account` ON `sessions` (`account_id`,`session_id`);--> statement-breakpoint
ALTER TABLE `channels` ADD `last_check` text;--> statement-breakpoint
ALTER TABLE `stores` ADD `webhook_key` text;--> statement-breakpoint
ALTER TABLE `stores` ADD `webhook_key_id` text;--> statement-breakpoint
ALTER TABLE `stores` ADD `last_check` text;