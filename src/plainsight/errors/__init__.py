"""One tree of errors, named for what is wrong. No error knows about exit codes or HTTP.

PlainsightError
├── Refusal                 the rules said no; expected; logged as a fact
│   ├── NotPublic           content that is neither public nor semi-public
│   ├── TooLittleToLearn    a model was to be trained on too few rows to know anything
│   ├── VersionNotOffered   a roll-out asks for a version that no policy folder at hand holds
│   ├── ListShrank          a new edition of a list lost too many rows to be believed
│   ├── SnapshotTooOld      an edition older than the last one taken
│   ├── KnowsLess           a search of flows saw less than the alerts that stand rest on
│   ├── IllegalMove         a legal request cannot take this step from where it stands
│   ├── OutOfTurn           what was asked is done already, or another step comes first
│   ├── WrongRole           the step is another role's to take
│   ├── GuardUnmet          a circumstance that the step needs does not hold
│   ├── NotEntitled         the scope token does not allow what was asked of the directory
│   ├── ScopeExpired        a scope token is past its time, or not signed by this desk
│   ├── SamePerson          two duties that two people must have were one person's
│   ├── StillHeld           records cannot be deleted while a hold covers them
│   ├── HostileDocument     an attached document is refused: size, type, or what is in it
│   ├── WrongRecipient      the officer is not of the agency, or not the one it is sealed to
│   ├── Ungrounded          a sentence of a report says something that its evidence does not
│   ├── UnfitReport         a report breaks the rules of its form
│   ├── NotSignedIn         nobody is signed in, or the session is over
│   ├── ForgedForm          a form came from another site, or without its token
│   ├── TooLarge            what was sent is larger than this installation takes
│   ├── OtherMediaType      what was sent is of a kind that is not taken there
│   ├── TooOften            more calls than the limit allows
│   ├── NotLocal            the demo has no sign-in, so it is for this machine alone
│   ├── OthersRecords       a demo is not let into a desk's records, nor a desk into a demo's
│   ├── BadCredential       a passkey, identity provider, enrolment link or token failed
│   ├── KeyReused           an idempotency key was used before for another call
│   ├── AlertTaken          somebody else works on the alert; two people never do
│   ├── NotYourAlert        the step needs the alert in one's own hands
│   ├── WorkloadFull        a person has as much work as one person may have
│   ├── NotAllowed          none of the person's roles may do this
│   ├── RestoredLog         a log from a backup is not signed before it was compared
│   ├── RetiredKey          a key that gave way to another signs the log no more
│   └── ...
└── Fault                   broken input or broken data; stop, or quarantine the record
    ├── NotUtc              an instant does not carry UTC
    ├── BadValue            a value does not fit its type
    ├── BadPolicy           a policy file is wrong: every complaint, with file, line and hint
    ├── CannotRead          a file named cannot be read
    ├── CannotWrite         a file asked for cannot be written
    ├── UnknownId           nothing with this id is in the records
    ├── NotInstalled        an optional dependency is missing
    ├── NoRate              no exchange rate for an asset on a day; nothing is guessed
    ├── BadRecord           one record of a feed: goes to quarantine, the rest goes on
    ├── UnreadableEntry     a line of the audit log holds no entry
    ├── NonCanonicalEntry   a line of the audit log is spelled in another way than RFC 8785's
    ├── BadNote             no signed note, checkpoint, proof or verifier key
    ├── BadStatement        a statement of the commitments cannot be read, or follows no other
    ├── UnknownSigner       a note lacks a signature by the key that was asked for
    ├── ForgedSignature     a note carries a signature that its key never made
    ├── WrongOrigin         a checkpoint belongs to another log
    ├── BrokenContinuation  an entry that says which log this one continues does not hold together
    ├── BrokenRotation      an entry that changes the log's key does not hold together
    ├── UnsignedRotation    an entry that changes the log's key is not signed by both keys
    ├── NotProven           an inclusion or consistency proof does not lead to the root
    ├── NoCheckpoint        the log has no signed checkpoint, or none that covers an entry yet
    ├── BadKeyFile          a private key cannot be read, or would be overwritten
    ├── KeyTooOpen          a private key can be read by others
    ├── NothingJudged       not one record that was sent to be judged could be
    ├── UnreadableFeed      a file of posts cannot be read at all
    ├── ProcessLost         a process that scanned was killed
    ├── NoRecords           records to be read are not there; opening would make empty ones
    ├── RecordsUnavailable  the database cannot be reached, is locked, or has no room left
    ├── RecordsAltered      a stored word is none that it may be; written past the application
    ├── SchemaTooNew        the records were written by a later release
    ├── SchemaTooOld        the records need migrating, which this role may not do
    ├── MissingNode         the audit log is too short to hold the subtree asked for
    ├── WrongCheckpoint     a checkpoint disagrees with the log that lies here
    ├── PolicyRewritten     a policy version was kept before with other content
    ├── UnknownLayout       an export's columns fit no known layout
    ├── AmountsTooWide      amounts exceed what a compiled engine divides exactly
    ├── BadList             a list of accounts cannot be read, or is not what it claims to be
    ├── EmptyExport         an export without a single row: exporters fail that way
    ├── BadBlock            a raw block is cut, padded, or not of its own Merkle root
    ├── BadInclusion        raw bytes, branch and header do not prove a transaction's place
    ├── BadReport           a trace report holds no appendix that can be computed again
    ├── BadUndo             undo data cannot be read, or belongs to another block
    ├── MissingPrevout      an input's value is unknown; a block without it is not half-believed
    ├── HashMissing         the system's OpenSSL lacks a hash that a chain needs
    ├── BadLegalRequest     a legal request cannot be read: names each field and its mend
    ├── BadPackage          a disclosure package cannot be opened at all
    ├── NoTimestamp         the timestamp authority gave no token
    ├── PlatformTrouble     the platform's own service does not answer as was agreed
    │   └── PlatformRefused it does not take our token
    ├── BadAcknowledgement  an authority's answer to a report cannot be read
    ├── BadSchema           the schema an operator gave to validate against cannot be used
    ├── BackupFailed        a backup was not made
    ├── BadBackup           a backup cannot be restored as it is, or not there
    ├── NotServed           the web door is not set up for what was asked
    ├── ProviderTrouble     the identity provider does not answer, or not as was agreed
    └── ...

Each door (CLI, HTTP, console) owns one table from these classes to its own answer, and a test
fails when a leaf is missing from a table. Every error carries its values as attributes and says
how to mend the input where a person can.
"""

from plainsight.errors.casework import AlertTaken as AlertTaken
from plainsight.errors.casework import NotAllowed as NotAllowed
from plainsight.errors.casework import NotYourAlert as NotYourAlert
from plainsight.errors.casework import WorkloadFull as WorkloadFull
from plainsight.errors.doors import BadCredential as BadCredential
from plainsight.errors.doors import ForgedForm as ForgedForm
from plainsight.errors.doors import KeyReused as KeyReused
from plainsight.errors.doors import NothingJudged as NothingJudged
from plainsight.errors.doors import NotLocal as NotLocal
from plainsight.errors.doors import NotServed as NotServed
from plainsight.errors.doors import NotSignedIn as NotSignedIn
from plainsight.errors.doors import OtherMediaType as OtherMediaType
from plainsight.errors.doors import OthersRecords as OthersRecords
from plainsight.errors.doors import ProviderTrouble as ProviderTrouble
from plainsight.errors.doors import TooLarge as TooLarge
from plainsight.errors.doors import TooOften as TooOften
from plainsight.errors.policies import BadPolicy as BadPolicy
from plainsight.errors.policies import PolicyRewritten as PolicyRewritten
from plainsight.errors.policies import TooLittleToLearn as TooLittleToLearn
from plainsight.errors.policies import VersionNotOffered as VersionNotOffered
from plainsight.errors.proofs import BadKeyFile as BadKeyFile
from plainsight.errors.proofs import BadNote as BadNote
from plainsight.errors.proofs import BadStatement as BadStatement
from plainsight.errors.proofs import BrokenContinuation as BrokenContinuation
from plainsight.errors.proofs import BrokenRotation as BrokenRotation
from plainsight.errors.proofs import ForgedSignature as ForgedSignature
from plainsight.errors.proofs import KeyTooOpen as KeyTooOpen
from plainsight.errors.proofs import MissingNode as MissingNode
from plainsight.errors.proofs import NoCheckpoint as NoCheckpoint
from plainsight.errors.proofs import NonCanonicalEntry as NonCanonicalEntry
from plainsight.errors.proofs import NotProven as NotProven
from plainsight.errors.proofs import RestoredLog as RestoredLog
from plainsight.errors.proofs import RetiredKey as RetiredKey
from plainsight.errors.proofs import UnknownSigner as UnknownSigner
from plainsight.errors.proofs import UnreadableEntry as UnreadableEntry
from plainsight.errors.proofs import UnsignedRotation as UnsignedRotation
from plainsight.errors.proofs import WrongCheckpoint as WrongCheckpoint
from plainsight.errors.proofs import WrongOrigin as WrongOrigin
from plainsight.errors.records import BackupFailed as BackupFailed
from plainsight.errors.records import BadBackup as BadBackup
from plainsight.errors.records import NoRecords as NoRecords
from plainsight.errors.records import RecordsAltered as RecordsAltered
from plainsight.errors.records import RecordsUnavailable as RecordsUnavailable
from plainsight.errors.records import SchemaTooNew as SchemaTooNew
from plainsight.errors.records import SchemaTooOld as SchemaTooOld
from plainsight.errors.records import UnreadableFeed as UnreadableFeed
from plainsight.errors.reporting import BadAcknowledgement as BadAcknowledgement
from plainsight.errors.reporting import BadSchema as BadSchema
from plainsight.errors.reporting import UnfitReport as UnfitReport
from plainsight.errors.reporting import Ungrounded as Ungrounded
from plainsight.errors.responding import BadLegalRequest as BadLegalRequest
from plainsight.errors.responding import BadPackage as BadPackage
from plainsight.errors.responding import GuardUnmet as GuardUnmet
from plainsight.errors.responding import HostileDocument as HostileDocument
from plainsight.errors.responding import IllegalMove as IllegalMove
from plainsight.errors.responding import NotEntitled as NotEntitled
from plainsight.errors.responding import NoTimestamp as NoTimestamp
from plainsight.errors.responding import OutOfTurn as OutOfTurn
from plainsight.errors.responding import PlatformRefused as PlatformRefused
from plainsight.errors.responding import PlatformTrouble as PlatformTrouble
from plainsight.errors.responding import SamePerson as SamePerson
from plainsight.errors.responding import ScopeExpired as ScopeExpired
from plainsight.errors.responding import StillHeld as StillHeld
from plainsight.errors.responding import WrongRecipient as WrongRecipient
from plainsight.errors.responding import WrongRole as WrongRole
from plainsight.errors.root import Fault as Fault
from plainsight.errors.root import PlainsightError as PlainsightError
from plainsight.errors.root import Refusal as Refusal
from plainsight.errors.scanning import ProcessLost as ProcessLost
from plainsight.errors.tracing import AmountsTooWide as AmountsTooWide
from plainsight.errors.tracing import BadBlock as BadBlock
from plainsight.errors.tracing import BadInclusion as BadInclusion
from plainsight.errors.tracing import BadList as BadList
from plainsight.errors.tracing import BadReport as BadReport
from plainsight.errors.tracing import BadUndo as BadUndo
from plainsight.errors.tracing import EmptyExport as EmptyExport
from plainsight.errors.tracing import HashMissing as HashMissing
from plainsight.errors.tracing import KnowsLess as KnowsLess
from plainsight.errors.tracing import ListShrank as ListShrank
from plainsight.errors.tracing import MissingPrevout as MissingPrevout
from plainsight.errors.tracing import NoRate as NoRate
from plainsight.errors.tracing import SnapshotTooOld as SnapshotTooOld
from plainsight.errors.tracing import UnknownLayout as UnknownLayout
from plainsight.errors.values import BadRecord as BadRecord
from plainsight.errors.values import BadValue as BadValue
from plainsight.errors.values import CannotRead as CannotRead
from plainsight.errors.values import CannotWrite as CannotWrite
from plainsight.errors.values import NotInstalled as NotInstalled
from plainsight.errors.values import NotPublic as NotPublic
from plainsight.errors.values import NotUtc as NotUtc
from plainsight.errors.values import UnknownId as UnknownId
