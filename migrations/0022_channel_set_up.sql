ALTER TABLE `channels` ADD `app_id` text;--> statement-breakpoint
ALTER TABLE `channels` ADD `pin` text;--> statement-breakpoint
ALTER TABLE `channels` ADD `set_up` text;--> statement-breakpoint
ALTER TABLE `channels` ADD `limits` text;--> statement-breakpoint
ALTER TABLE `templates` ADD `recommendation` text;--> statement-breakpoint
ALTER TABLE `templates` ADD `previous_category` text;--> statement-breakpoint
ALTER TABLE `templates` ADD `announced_category` text;--> statement-breakpoint
ALTER TABLE `flows` ADD `activate_when_ready` integer DEFAULT false NOT NULL;--> statement-breakpoint
CREATE INDEX `flows_waiting` ON `flows` (`account_id`,`key`) WHERE "flows"."activate_when_ready" = 1;