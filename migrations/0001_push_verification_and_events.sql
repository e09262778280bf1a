CREATE TABLE `events` (
	`event_id` text PRIMARY KEY NOT NULL,
	`account_id` text NOT NULL,
	`type` text NOT NULL,
	`about` text NOT NULL,
	`cause` text NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `events_cause` ON `events` (`account_id`,`cause`);--> statement-breakpoint
CREATE INDEX `events_account` ON `events` (`account_id`,`event_id`);--> statement-breakpoint
CREATE INDEX `events_type` ON `events` (`account_id`,`type`,`event_id`);--> statement-breakpoint
ALTER TABLE `pushes` ADD `verification` text;--> statement-breakpoint
CREATE INDEX `pushes_delivered` ON `pushes` (`id_store`,`delivered_at`) WHERE "pushes"."delivered_at" is not null;