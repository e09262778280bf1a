CREATE TABLE `audit_entries` (
	`account_id` text NOT NULL,
	`seq` integer NOT NULL,
	`audit_id` text NOT NULL,
	`action` text NOT NULL,
	`occurred_at` integer NOT NULL,
	`actor_type` text NOT NULL,
	`actor_id` text,
	`actor_name` text,
	`targets` text NOT NULL,
	`session` text,
	`location` text,
	`user_agent` text,
	`metadata` text NOT NULL,
	PRIMARY KEY(`account_id`, `seq`)
);
--> statement-breakpoint
CREATE UNIQUE INDEX `audit_entries_id` ON `audit_entries` (`account_id`,`audit_id`);--> statement-breakpoint
CREATE TABLE `invitations` (
	`invitation_id` text PRIMARY KEY NOT NULL,
	`account_id` text NOT NULL,
	`hash` text NOT NULL,
	`email` text NOT NULL,
	`name` text NOT NULL,
	`role` text NOT NULL,
	`invited_by` text NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`accepted_at` integer,
	`revoked_at` integer,
	`person_id` text
);
--> statement-breakpoint
CREATE INDEX `invitations_account` ON `invitations` (`account_id`,`invitation_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `invitations_hash` ON `invitations` (`account_id`,`hash`);--> statement-breakpoint
CREATE TABLE `passkeys` (
	`passkey_id` text PRIMARY KEY NOT NULL,
	`account_id` text NOT NULL,
	`person_id` text NOT NULL,
	`name` text NOT NULL,
	`credential_id` text NOT NULL,
	`public_key` text NOT NULL,
	`algorithm` integer NOT NULL,
	`rp_id` text NOT NULL,
	`sign_count` integer NOT NULL,
	`created_at` integer NOT NULL,
	`last_used_at` integer
);
--> statement-breakpoint
CREATE INDEX `passkeys_person` ON `passkeys` (`account_id`,`person_id`,`passkey_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `passkeys_credential` ON `passkeys` (`account_id`,`credential_id`);--> statement-breakpoint
CREATE TABLE `people` (
	`person_id` text PRIMARY KEY NOT NULL,
	`account_id` text NOT NULL,
	`name` text NOT NULL,
	`email` text,
	`role` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`last_seen_at` integer,
	`removed_at` integer
);
--> statement-breakpoint
CREATE INDEX `people_account` ON `people` (`account_id`,`person_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `people_email` ON `people` (`account_id`,`email`);--> statement-breakpoint
CREATE INDEX `people_by_email` ON `people` (`email`) WHERE "people"."email" is not null;--> statement-breakpoint
CREATE TABLE `spent_challenges` (
	`account_id` text NOT NULL,
	`challenge` text NOT NULL,
	`expires_at` integer NOT NULL,
	PRIMARY KEY(`account_id`, `challenge`)
);
--> statement-breakpoint
ALTER TABLE `sessions` ADD `person_id` text;--> statement-breakpoint
ALTER TABLE `sessions` ADD `public_id` text;--> statement-breakpoint
ALTER TABLE `sessions` ADD `location` text;--> statement-breakpoint
ALTER TABLE `sessions` ADD `user_agent` text;--> statement-breakpoint
UPDATE `api_keys` SET `scopes` = json_insert(`scopes`, '$[#]', 'people:write') WHERE `scopes` LIKE '%"requests:write"%' AND `scopes` LIKE '%"orders:write"%' AND `scopes` LIKE '%"users:write"%' AND `scopes` LIKE '%"settings:write"%' AND `scopes` LIKE '%"messages:write"%' AND `scopes` LIKE '%"webhook:shopify"%' AND `scopes` LIKE '%"webhook:shipments"%' AND `scopes` LIKE '%"shipments:write"%' AND `scopes` NOT LIKE '%"people:write"%';
--> statement-breakpoint
CREATE TRIGGER `audit_entries_unchanged` BEFORE UPDATE ON `audit_entries` BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
