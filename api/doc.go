package api

// @title            ASPRO
// @version          1
// @description      Environmental evidence of cities: observations with their period, coverage, status and source; aggregates; progress from baseline to target.
// @description      Periods are half-open, [start, end), shown in the city's offset and in UTC. Lists page by an opaque cursor. Errors are RFC 9457.
// @description      Reading needs no key; writing does (Authorization: Bearer KEY).
// @BasePath         /api/v1
// @license.name     Apache-2.0
// @license.url      https://www.apache.org/licenses/LICENSE-2.0
// @tag.name         catalogue
// @tag.description  Cities, sites, indicators, standards, programmes, import profiles: each row with its source.
// @tag.name         observations
// @tag.description  Values as they were stored, and aggregates over the calendar.
// @tag.name         progress
// @tag.description  Where a city stands between baseline and target.
// @tag.name         reviews
// @tag.description  What a programme stood at, frozen: drafts, freezing, reading, verifying, comparing.
// @tag.name         uploads
// @tag.description  Files in, receipts out.
// @tag.name         identity
// @tag.description  Keys, sensors, and what was done by whom.
// @tag.name         service
// @tag.description  Health, metrics and documents of this server.
// @securityDefinitions.apikey Key
// @in header
// @name Authorization
// @description Bearer KEY; a key is made by `aspro key add`.
