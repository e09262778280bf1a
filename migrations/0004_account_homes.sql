CREATE TABLE `account_homes` (
	`account_id` text PRIMARY KEY NOT NULL,
	`database` integer NOT NULL,
	`moving_to` integer,
	`leaving` integer,
	`since` integer,
	`stage` text,
	`at_table` text,
	`after` text,
	`rows_copied` integer DEFAULT 0 NOT NULL,
	`due_at` integer
);
--> statement-breakpoint
CREATE INDEX `account_homes_due` ON `account_homes` (`due_at`) WHERE "account_homes"."due_at" is not null;--> statement-breakpoint
CREATE TABLE `key_homes` (
	`hash` text PRIMARY KEY NOT NULL,
	`account_id` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `key_homes_account` ON `key_homes` (`account_id`);