CREATE TABLE `event_deliveries` (
	`account_id` text NOT NULL,
	`subscription_id` text NOT NULL,
	`event_id` text NOT NULL,
	`seq` integer NOT NULL,
	`object_id` text NOT NULL,
	`state` text NOT NULL,
	`attempts` integer NOT NULL,
	`attempts_before` integer NOT NULL,
	`next_at` integer,
	`held_until` integer,
	`last_error` text,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`delivered_at` integer,
	PRIMARY KEY(`account_id`, `subscription_id`, `event_id`)
);
--> statement-breakpoint
CREATE INDEX `event_deliveries_state` ON `event_deliveries` (`account_id`,`subscription_id`,`state`,`event_id`);--> statement-breakpoint
CREATE INDEX `event_deliveries_object` ON `event_deliveries` (`account_id`,`object_id`,`subscription_id`,`seq`);--> statement-breakpoint
CREATE INDEX `event_deliveries_held` ON `event_deliveries` (`held_until`) WHERE "event_deliveries"."held_until" is not null;--> statement-breakpoint
CREATE TABLE `event_delivery_attempts` (
	`account_id` text NOT NULL,
	`subscription_id` text NOT NULL,
	`event_id` text NOT NULL,
	`number` integer NOT NULL,
	`started_at` integer NOT NULL,
	`duration_ms` integer NOT NULL,
	`status` integer,
	`error` text,
	`answer` text NOT NULL,
	PRIMARY KEY(`account_id`, `subscription_id`, `event_id`, `number`)
);
--> statement-breakpoint
CREATE TABLE `outbox_events` (
	`account_id` text NOT NULL,
	`seq` integer NOT NULL,
	`event_id` text NOT NULL,
	`type` text NOT NULL,
	`object_id` text NOT NULL,
	`sequence` integer NOT NULL,
	`facts` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`account_id`, `seq`)
);
--> statement-breakpoint
CREATE UNIQUE INDEX `outbox_events_object` ON `outbox_events` (`account_id`,`object_id`,`sequence`);--> statement-breakpoint
CREATE TABLE `subscriptions` (
	`subscription_id` text PRIMARY KEY NOT NULL,
	`account_id` text NOT NULL,
	`url` text NOT NULL,
	`types` text NOT NULL,
	`include` text NOT NULL,
	`description` text,
	`secret` text NOT NULL,
	`retired_secrets` text NOT NULL,
	`dispatched_seq` integer NOT NULL,
	`paused_at` integer,
	`paused_reason` text,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `subscriptions_account` ON `subscriptions` (`account_id`,`subscription_id`);