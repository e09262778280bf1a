ALTER TABLE `accounts` ADD `retention_at` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `accounts` ADD `retention_cursor` text;--> statement-breakpoint
CREATE INDEX `accounts_retention` ON `accounts` (`retention_at`);--> statement-breakpoint
ALTER TABLE `stores` ADD `forgotten_sequence` integer DEFAULT 0 NOT NULL;